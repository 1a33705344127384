import type { ClientContext, ClientLink } from '@orpc/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createConnection } from '../../../../../renderer/app/connection/createConnection.ts'
import { LoginRequiredError, type Session, type Transport } from '../../../../../renderer/app/connection/transport.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A session whose link answers with its number, or never. */
const buildSession = (number: number, answers: boolean) => {
  let end: (reason: string) => void = () => {}
  const closed = new Promise<string>((resolve) => {
    end = resolve
  })
  const link: ClientLink<ClientContext> = {
    call: () => (answers ? Promise.resolve(number) : new Promise(() => {})),
  }
  return { link, closed, close: (reason: string) => end(reason) } satisfies Session
}

const build = (outcomes: (Error | 'answers' | 'silent')[]) => {
  const sessions: Session[] = []
  let reachable = () => {}
  const transport: Transport = {
    kind: 'browser',
    open: async () => {
      const outcome = outcomes.shift() ?? new Error('The desk does not answer.')
      if (outcome instanceof Error) throw outcome
      const session = buildSession(sessions.length + 1, outcome === 'answers')
      sessions.push(session)
      return session
    },
    onReachable: (listener) => {
      reachable = listener
      return () => {}
    },
  }
  const connection = createConnection({ transport, nowMs: () => 1_000, random: () => 0 })
  return { connection, sessions, becomeReachable: () => reachable() }
}

test('is live once the transport is open', async () => {
  const { connection } = build(['answers'])
  expect(connection.getState().phase).toBe('connecting')
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.getState()).toMatchObject({ phase: 'live', session: 1 })
  connection.close()
})

test('refuses calls at once while there is no connection', async () => {
  const { connection } = build([new Error('The desk does not answer.')])
  await vi.advanceTimersByTimeAsync(0)
  await expect(connection.client.market.listMarkets()).rejects.toThrow('There is no connection to the desk.')
  connection.close()
})

test('connects again after a loss, and says when and why it was lost', async () => {
  const { connection, sessions } = build(['answers', 'answers'])
  await vi.advanceTimersByTimeAsync(0)
  sessions[0]?.close('The desk stopped.')
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.getState()).toMatchObject({
    phase: 'waiting',
    lostAtMs: 1_000,
    message: 'The desk stopped.',
    retryAtMs: 1_125,
  })
  await vi.advanceTimersByTimeAsync(200)
  expect(connection.getState()).toMatchObject({ phase: 'live', session: 2 })
  expect(connection.getState().lostAtMs).toBeUndefined()
  connection.close()
})

test('sends calls over the newest connection', async () => {
  const { connection, sessions } = build(['answers', 'answers'])
  await vi.advanceTimersByTimeAsync(0)
  sessions[0]?.close('gone')
  await vi.advanceTimersByTimeAsync(200)
  await expect(connection.client.market.listMarkets()).resolves.toBe(2)
  connection.close()
})

test('says that a login is needed, and keeps trying', async () => {
  const { connection } = build([new LoginRequiredError(), 'answers'])
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.getState().phase).toBe('login-required')
  await vi.advanceTimersByTimeAsync(200)
  expect(connection.getState().phase).toBe('live')
  connection.close()
})

test('drops a connection that answers no heartbeat', async () => {
  const { connection } = build(['silent'])
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.getState().phase).toBe('live')
  await vi.advanceTimersByTimeAsync(10_100)
  expect(connection.getState().phase).not.toBe('live')
  connection.close()
})

test('tries at once when it hears that the desk can be reached', async () => {
  const down = Array.from({ length: 8 }, () => new Error('The desk does not answer.'))
  const { connection, becomeReachable } = build([...down, 'answers'])
  await vi.advanceTimersByTimeAsync(17_000)
  expect(connection.getState().phase).toBe('waiting')
  becomeReachable()
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.getState().phase).toBe('live')
  connection.close()
})
