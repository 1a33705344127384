import { computeBackoffMs } from './backoff.ts'
import type { Connection } from './createConnection.ts'
import type { FrameScheduler } from './createFrameScheduler.ts'

/** What a stream has told so far. */
export interface LiveState<Value> {
  readonly value: Value | undefined
  /** `stale`: the value was right when the connection was lost. `failed`: the desk refused the stream. */
  readonly freshness: 'loading' | 'live' | 'stale' | 'failed'
  readonly error?: unknown
}

/** A stream's value, for `useSyncExternalStore`. It subscribes while somebody looks, and resumes after every reconnection. */
export interface LiveStore<Value, Event> {
  readonly subscribe: (listener: () => void) => () => void
  readonly getState: () => LiveState<Value>
  /** Applies an event that didn't come from the stream, in order with those that did. */
  readonly push: (event: Event) => void
}

/** Says that an event doesn't follow what is known: the stream is opened anew. */
export const gap = Symbol('gap')

export interface LiveStoreOptions<Value, Event> {
  /** Opens the stream; `value` is what is known already, to resume from. */
  readonly open: (value: Value | undefined, signal: AbortSignal) => AsyncIterable<Event> | Promise<AsyncIterable<Event>>
  /** Folds an event into the value; pure. */
  readonly reduce: (value: Value | undefined, event: Event) => Value | typeof gap
}

export interface LiveStoreDeps {
  readonly connection: Pick<Connection, 'getState' | 'subscribe'>
  readonly scheduler: FrameScheduler
  readonly random: () => number
}

/** How long a stream outlives its last viewer, so that switching screens doesn't reopen it. */
const lingerMs = 2_000

/** Makes a store of a stream. Events are applied at most once a frame. */
export function createLiveStore<Value, Event>(
  { open, reduce }: LiveStoreOptions<Value, Event>,
  { connection, scheduler, random }: LiveStoreDeps,
): LiveStore<Value, Event> {
  const initial: LiveState<Value> = { value: undefined, freshness: 'loading' }
  let state = initial
  let queue: Event[] = []
  let attempt = 0
  let openedSession = 0
  let running: AbortController | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let lingerTimer: ReturnType<typeof setTimeout> | undefined
  let stopWatching: (() => void) | undefined
  const listeners = new Set<() => void>()

  const setState = (next: LiveState<Value>) => {
    state = next
    for (const listener of listeners) listener()
  }
  const apply = () => {
    const events = queue
    queue = []
    let value = state.value
    for (const event of events) {
      const next = reduce(value, event)
      if (next === gap) return restart()
      value = next
    }
    if (events.length > 0) setState({ value, freshness: running === undefined ? 'stale' : 'live' })
  }
  const push = (event: Event) => {
    queue.push(event)
    scheduler.schedule(apply)
  }
  const halt = () => {
    running?.abort()
    running = undefined
    queue = []
    clearTimeout(retryTimer)
  }
  const lose = (error?: unknown) => {
    const kept = state.value
    const refused = error !== undefined && kept === undefined
    halt()
    setState({ value: kept, freshness: refused ? 'failed' : kept === undefined ? 'loading' : 'stale', error })
  }
  const restart = () => {
    lose()
    retryTimer = setTimeout(start, computeBackoffMs(0, random()))
  }
  const start = () => {
    const { phase, session } = connection.getState()
    if (phase !== 'live') return
    openedSession = session
    running = new AbortController()
    void consume(running)
  }
  const consume = async (controller: AbortController) => {
    try {
      for await (const event of await open(state.value, controller.signal)) {
        if (controller.signal.aborted) return
        attempt = 0
        push(event)
      }
      if (!controller.signal.aborted) retryAfter(undefined)
    } catch (error) {
      if (!controller.signal.aborted) retryAfter(error)
    }
  }
  const retryAfter = (error: unknown) => {
    apply()
    lose(connection.getState().phase === 'live' ? error : undefined)
    retryTimer = setTimeout(start, computeBackoffMs(attempt++, random()))
  }
  const follow = () => {
    const { phase, session } = connection.getState()
    if (phase === 'live' && session !== openedSession) {
      halt()
      start()
    } else if (phase !== 'live' && running !== undefined) {
      apply()
      lose()
    }
  }
  const stop = () => {
    halt()
    stopWatching?.()
    stopWatching = undefined
    openedSession = 0
    // Nobody looks: what is kept would be stale when somebody looks again, and says so.
    if (state.value !== undefined) state = { value: state.value, freshness: 'stale' }
  }
  return {
    getState: () => state,
    push,
    subscribe: (listener) => {
      listeners.add(listener)
      clearTimeout(lingerTimer)
      if (stopWatching === undefined) {
        stopWatching = connection.subscribe(follow)
        follow()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) lingerTimer = setTimeout(stop, lingerMs)
      }
    },
  }
}
