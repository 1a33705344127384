import { expect, test } from 'vitest'
import { parseOrigin } from '../../../../main/host/doors/parseOrigin.ts'

test.each([
  ['https://app.example', 'https://app.example'],
  ['http://localhost:5173/', 'http://localhost:5173'],
  ['chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn', 'chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn'],
])('takes %s', (text, origin) => {
  expect(parseOrigin(text)).toBe(origin)
})

test.each(['*', 'null', '', 'app.example', 'https://app.example/path', 'https://user@app.example', 'file:///x'])(
  'refuses %s',
  (text) => {
    expect(() => parseOrigin(text)).toThrow('is no origin')
  },
)
