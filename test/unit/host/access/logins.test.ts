import { expect, test } from 'vitest'
import { createLoginLinks } from '../../../../main/host/access/createLoginLinks.ts'
import { createSessions } from '../../../../main/host/access/createSessions.ts'
import { createSecret, deriveRpcKey, isSameSecret } from '../../../../main/host/access/secrets.ts'

const caller = { principal: 'desk', role: 'admin' } as const

test('makes secrets of 256 bits that differ', () => {
  const made = new Set(Array.from({ length: 100 }, createSecret))
  expect(made.size).toBe(100)
  for (const secret of made) expect(secret).toMatch(/^[0-9a-f]{64}$/)
})

test('compares secrets of any length', () => {
  expect(isSameSecret('a', 'a')).toBe(true)
  expect(isSameSecret('a', 'ab')).toBe(false)
  expect(isSameSecret('', 'a')).toBe(false)
})

test('derives the same key from the same token, and no token from it', () => {
  expect(deriveRpcKey('a')).toBe(deriveRpcKey('a'))
  expect(deriveRpcKey('a')).not.toBe(deriveRpcKey('b'))
})

test('redeems a code once', () => {
  const links = createLoginLinks({ nowMs: () => 0 })
  const code = links.create(caller)
  expect([links.redeem(code), links.redeem(code)]).toEqual([caller, undefined])
})

test('voids a code at its end, and the codes of a revoked principal', () => {
  const clock = { ms: 0 }
  const links = createLoginLinks({ nowMs: () => clock.ms })
  const [early, late] = [links.create(caller, 10), links.create(caller, 11)]
  clock.ms = 10
  expect([links.redeem(early), links.redeem(late)]).toEqual([undefined, caller])
  const revoked = links.create({ ...caller, principal: 'x' })
  links.endOf('x')
  expect(links.redeem(revoked)).toBeUndefined()
})

test('keeps a session while it is used, and ends it when idle or revoked', () => {
  const clock = { ms: 0 }
  const sessions = createSessions({ nowMs: () => clock.ms, idleMs: 10 })
  const id = sessions.start(caller)
  for (clock.ms = 0; clock.ms < 100; clock.ms += 9) expect(sessions.use(id)).toBe(caller)
  clock.ms += 10
  expect([sessions.use(id), sessions.use(id)]).toEqual([undefined, undefined])
  const other = sessions.start(caller)
  sessions.endOf('desk')
  expect(sessions.use(other)).toBeUndefined()
})

test('ends the session longest unused beyond its bound', () => {
  const sessions = createSessions({ nowMs: () => 0, idleMs: 10, most: 2 })
  const [first, second] = [sessions.start(caller), sessions.start(caller)]
  sessions.use(first)
  const third = sessions.start(caller)
  expect([first, second, third].map((id) => sessions.use(id) !== undefined)).toEqual([true, false, true])
})
