import { expect, test } from 'vitest'
import { parseArguments, toSocketUrl } from '../../../main/shell/parseArguments.ts'

test('starts its own host when told nothing', () => {
  expect(parseArguments(['.', '--no-sandbox', '--remote-debugging-port=0'])).toEqual({})
})

test('reads options with a space or an equals sign', () => {
  const expected = { engineSocketUrl: 'wss://desk.example/api/ws', engineTokenFile: '/run/token' }
  expect(parseArguments(['--engine', 'https://desk.example', '--engine-token-file', '/run/token'])).toEqual(expected)
  expect(parseArguments(['--engine=https://desk.example', '--engine-token-file=/run/token'])).toEqual(expected)
})

test.each([
  [['--engine'], 'needs a value'],
  [['--engine='], 'needs a value'],
  [['--engine', '--data', 'x'], 'needs a value'],
  [['--data', 'a', '--data', 'b'], 'twice'],
  [['--engine', 'https://a.example', '--data', 'b'], 'does not go with'],
  [['--engine-token-file', 'x'], 'needs --engine'],
])('refuses %j', (argv, message) => {
  expect(() => parseArguments(argv)).toThrow(message)
})

test.each([
  ['http://127.0.0.1:7420', 'ws://127.0.0.1:7420/api/ws'],
  ['http://localhost:7420/', 'ws://localhost:7420/api/ws'],
  ['ws://[::1]:7420', 'ws://[::1]:7420/api/ws'],
  ['http://127.1:80', 'ws://127.0.0.1/api/ws'],
  ['https://desk.example/desks/one', 'wss://desk.example/desks/one/api/ws'],
  ['wss://desk.example:8443', 'wss://desk.example:8443/api/ws'],
])('reaches %s at %s', (engine, socketUrl) => {
  expect(toSocketUrl(engine)).toBe(socketUrl)
})

test.each([
  'desk.example',
  'file:///etc/passwd',
  'ftp://desk.example',
  'http://desk.example',
  'ws://10.0.0.1',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'https://user:secret@desk.example',
  'https://desk.example/?token=secret',
  'https://desk.example/#secret',
  '',
])('refuses the address %s', (engine) => {
  expect(() => toSocketUrl(engine)).toThrow('--engine')
})

test('keeps credentials of a refused address out of the message', () => {
  expect(() => toSocketUrl('https://user:geheim@desk.example/?token=geheim')).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('geheim') }),
  )
})
