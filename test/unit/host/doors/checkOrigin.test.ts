import { expect, test } from 'vitest'
import { checkOrigin, checkSessionOrigin, createAllowedHosts } from '../../../../main/host/doors/checkOrigin.ts'

const hosts = createAllowedHosts(8545, ['Desk.Example:443'])
const forbidden = expect.objectContaining({ code: 'access/forbidden' })

test.each(['127.0.0.1:8545', 'localhost:8545', '[::1]:8545', 'LocalHost:8545', 'desk.example:443'])(
  'takes the host %s',
  (host) => {
    expect(() => checkOrigin({ host }, hosts)).not.toThrow()
  },
)

test.each([
  undefined,
  '',
  'localhost',
  'localhost:8546',
  'evil:8545',
  'localhost:8545.evil',
  'localhost:8545@evil',
  '0.0.0.0:8545',
])('refuses the host %s', (host) => {
  expect(() => checkOrigin({ ...(host !== undefined && { host }) }, hosts)).toThrow(forbidden)
})

test.each(['http://127.0.0.1:8545', 'http://localhost:8545', 'https://desk.example:443', 'app://quantera'])(
  'takes the origin %s',
  (origin) => {
    expect(() => checkOrigin({ host: 'localhost:8545', origin }, hosts)).not.toThrow()
  },
)

test.each([
  'null',
  '',
  'http://evil',
  'http://localhost:3000',
  'http://localhost:8545/',
  'http://localhost:8545@evil',
  'http://evil#localhost:8545',
  'ftp://localhost:8545',
  'app://other',
  'app://quantera.evil',
])('refuses the origin %s', (origin) => {
  expect(() => checkOrigin({ host: 'localhost:8545', origin }, hosts)).toThrow(forbidden)
})

test('takes the port away from Host on port 80 alone', () => {
  expect(createAllowedHosts(80).has('localhost')).toBe(true)
  expect(createAllowedHosts(8545).has('localhost')).toBe(false)
})

test('takes a session from the page at the same host alone', () => {
  const host = 'localhost:8545'
  const own = 'http://localhost:8545'
  expect(() => checkSessionOrigin({ host }, false)).not.toThrow()
  expect(() => checkSessionOrigin({ host }, true)).toThrow(forbidden)
  expect(() => checkSessionOrigin({ host, origin: own, 'sec-fetch-site': 'same-origin' }, true)).not.toThrow()
  expect(() => checkSessionOrigin({ host, origin: 'http://127.0.0.1:8545' }, true)).toThrow(forbidden)
  expect(() => checkSessionOrigin({ host, origin: own, 'sec-fetch-site': 'same-site' }, false)).toThrow(forbidden)
  expect(() => checkSessionOrigin({ host, origin: 'null' }, false)).toThrow(forbidden)
})
