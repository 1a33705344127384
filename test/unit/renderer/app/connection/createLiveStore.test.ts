import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ConnectionState } from '../../../../../renderer/app/connection/createConnection.ts'
import { createLiveStore, gap, type LiveStoreOptions } from '../../../../../renderer/app/connection/createLiveStore.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A stream that the test feeds and ends. */
const createFeed = () => {
  const events: (number | Error | undefined)[] = []
  let wake = () => {}
  const send = (event: number | Error | undefined) => {
    events.push(event)
    wake()
  }
  async function* iterate(signal: AbortSignal): AsyncGenerator<number> {
    signal.addEventListener('abort', () => wake())
    while (!signal.aborted) {
      while (events.length > 0) {
        const event = events.shift()
        if (event instanceof Error) throw event
        if (event === undefined) return
        yield event
      }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { send, iterate }
}

type Feed = ReturnType<typeof createFeed>

/** A connection that the test drives, and a store of the sum of numbers, where 13 doesn't follow anything. */
const build = (part: Partial<LiveStoreOptions<number, number>> = {}) => {
  let state: ConnectionState = { phase: 'live', session: 1, attempt: 0 }
  const watchers = new Set<() => void>()
  const works: (() => void)[] = []
  const feeds: Feed[] = []
  const resumedFrom: (number | undefined)[] = []
  const store = createLiveStore<number, number>(
    {
      open: (known, signal) => {
        const feed = createFeed()
        feeds.push(feed)
        resumedFrom.push(known)
        return feed.iterate(signal)
      },
      reduce: (known, event) => (event === 13 ? gap : (known ?? 0) + event),
      ...part,
    },
    {
      connection: {
        getState: () => state,
        subscribe: (listener) => {
          watchers.add(listener)
          return () => watchers.delete(listener)
        },
      },
      scheduler: { schedule: (work) => void (works.includes(work) || works.push(work)) },
      random: () => 0,
    },
  )
  const setConnection = (change: Partial<ConnectionState>) => {
    state = { ...state, ...change }
    for (const watcher of watchers) watcher()
  }
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const frame = async () => {
    await settle()
    for (const work of works.splice(0)) work()
    await settle()
  }
  return {
    store,
    feeds,
    resumedFrom,
    setConnection,
    frame,
    settle,
    send: (event: number | Error | undefined) => feeds.at(-1)?.send(event),
  }
}

test('tells its viewers once for all events of a frame', async () => {
  const { store, send, frame, settle } = build()
  let told = 0
  store.subscribe(() => {
    told += 1
  })
  await settle()
  send(1)
  send(2)
  send(3)
  await frame()
  expect([told, store.getState()]).toEqual([1, { value: 6, freshness: 'live' }])
})

test('shows what it knows as stale when the connection is lost', async () => {
  const { store, send, frame, setConnection } = build()
  store.subscribe(() => {})
  await frame()
  send(5)
  await frame()
  setConnection({ phase: 'waiting' })
  expect(store.getState()).toMatchObject({ value: 5, freshness: 'stale' })
})

test('resumes from what it knows when the connection is back', async () => {
  const { store, send, frame, setConnection, resumedFrom } = build()
  store.subscribe(() => {})
  await frame()
  send(5)
  await frame()
  setConnection({ phase: 'waiting' })
  setConnection({ phase: 'live', session: 2 })
  await frame()
  expect(resumedFrom).toEqual([undefined, 5])
  send(1)
  await frame()
  expect(store.getState()).toMatchObject({ value: 6, freshness: 'live' })
})

test('keeps events that had come before the loss', async () => {
  const { store, send, settle, setConnection } = build()
  store.subscribe(() => {})
  await settle()
  send(5)
  await settle()
  setConnection({ phase: 'waiting' })
  expect(store.getState().value).toBe(5)
})

test('opens the stream anew at a gap, and shows the value as stale until then', async () => {
  const { store, send, frame, feeds } = build()
  store.subscribe(() => {})
  await frame()
  send(5)
  await frame()
  send(13)
  send(100)
  await frame()
  expect(store.getState()).toMatchObject({ value: 5, freshness: 'stale' })
  await vi.advanceTimersByTimeAsync(300)
  expect(feeds).toHaveLength(2)
})

test('hears nothing more of a stream it has left', async () => {
  const { store, frame, feeds, setConnection } = build()
  store.subscribe(() => {})
  await frame()
  setConnection({ phase: 'waiting' })
  setConnection({ phase: 'live', session: 2 })
  await frame()
  feeds[0]?.send(99)
  await frame()
  expect(store.getState().value).toBeUndefined()
})

test('says that it failed when the desk refuses the stream before its first event, and tries again', async () => {
  const { store, send, frame, feeds } = build()
  store.subscribe(() => {})
  await frame()
  send(new Error('refused'))
  await frame()
  expect(store.getState().freshness).toBe('failed')
  await vi.advanceTimersByTimeAsync(300)
  send(7)
  await frame()
  expect([feeds.length, store.getState().freshness, store.getState().error]).toEqual([2, 'live', undefined])
})

test('opens a stream that ended by itself again', async () => {
  const { store, send, frame, feeds } = build()
  store.subscribe(() => {})
  await frame()
  send(1)
  send(undefined)
  await frame()
  await vi.advanceTimersByTimeAsync(300)
  expect([feeds.length, store.getState().value]).toEqual([2, 1])
})

test('shares one stream among its viewers and closes it a while after the last has gone', async () => {
  const { store, frame, feeds } = build()
  const leave = [store.subscribe(() => {}), store.subscribe(() => {})]
  await frame()
  expect(feeds).toHaveLength(1)
  for (const stop of leave) stop()
  await vi.advanceTimersByTimeAsync(1_000)
  const stopAgain = store.subscribe(() => {})
  await frame()
  expect(feeds).toHaveLength(1)
  stopAgain()
  await vi.advanceTimersByTimeAsync(3_000)
  store.subscribe(() => {})
  await frame()
  expect(feeds).toHaveLength(2)
})

test('waits for a connection before it opens', async () => {
  const { store, frame, feeds, setConnection } = build()
  setConnection({ phase: 'connecting', session: 0 })
  store.subscribe(() => {})
  await frame()
  expect(feeds).toHaveLength(0)
  setConnection({ phase: 'live', session: 1 })
  await frame()
  expect(feeds).toHaveLength(1)
})
