import { TerminalError } from '../../api/errors.ts'
import { createMailbox, type Mailbox } from './createMailbox.ts'
import type { Stream } from './Stream.ts'

/** What a reader gets before it gets changes: called until it answers `undefined`. */
export type Prelude<Out> = () => Out | undefined

/** How a feed of latest values serves its readers. A topic is a market, an account, or a market's interval. */
export interface LatestFeedOptions<Value, Out> {
  readonly keyOf: (value: Value) => string
  /** Starts a reader, and starts it again after it lagged too far. */
  readonly begin: (topic: string) => Prelude<Out>
  /** Takes from the values that changed since the reader last read: each key once, in its latest form. Never asked when empty. */
  readonly drain: (pending: Map<string, Value>) => Out
  /** Whether a reader that lags may begin again; else its stream ends with `stream/too-slow`. */
  readonly mayRestart: boolean
  readonly maxPending?: number
}

interface Reader<Value, Out> {
  readonly topic: string
  readonly mailbox: Mailbox<Out>
  readonly pending: Map<string, Value>
  prelude: Prelude<Out> | undefined
}

/** Takes every value at once. */
export const drainAll = <Value>(pending: Map<string, Value>): Value[] => {
  const values = [...pending.values()]
  pending.clear()
  return values
}

/** Takes the value that waits longest. */
export const drainOne = <Value>(pending: Map<string, Value>): Value => {
  for (const [key, value] of pending) {
    pending.delete(key)
    return value
  }
  throw new Error('Nothing waits.')
}

/** A prelude of one answer. */
export const once = <Out>(make: () => Out | undefined): Prelude<Out> => {
  let isDone = false
  return () => {
    if (isDone) return undefined
    isDone = true
    return make()
  }
}

/**
 * Publishes values of which only the latest matters. A reader that lags gets each value once, in its latest form, so what
 * waits for it is bounded by what there is, not by how often it changes.
 */
export const createLatestFeed = <Value, Out>(options: LatestFeedOptions<Value, Out>) => {
  const { keyOf, begin, drain, mayRestart, maxPending = 5_000 } = options
  const readers = new Map<string, Set<Reader<Value, Out>>>()

  const take = (reader: Reader<Value, Out>): Out | undefined => {
    const early = reader.prelude?.()
    if (early !== undefined) return early
    reader.prelude = undefined
    return reader.pending.size === 0 ? undefined : drain(reader.pending)
  }

  const push = (reader: Reader<Value, Out>, values: readonly Value[]): void => {
    for (const value of values) reader.pending.set(keyOf(value), value)
    if (reader.pending.size > maxPending) {
      if (!mayRestart) {
        reader.mailbox.end(new TerminalError('stream/too-slow', 'The reader of the stream fell too far behind.'))
        return
      }
      reader.prelude = begin(reader.topic)
      reader.pending.clear()
    }
    reader.mailbox.notify()
  }

  const remove = (reader: Reader<Value, Out>): void => {
    const ofTopic = readers.get(reader.topic)
    ofTopic?.delete(reader)
    if (ofTopic?.size === 0) readers.delete(reader.topic)
  }

  return {
    watch: (topic: string, prelude: Prelude<Out> = begin(topic)): Stream<Out> => {
      const reader: Reader<Value, Out> = {
        topic,
        pending: new Map(),
        prelude,
        mailbox: createMailbox({ take: () => take(reader), onEnd: () => remove(reader) }),
      }
      const ofTopic = readers.get(topic) ?? new Set()
      readers.set(topic, ofTopic.add(reader))
      return reader.mailbox.stream
    },
    publish: (topic: string, values: readonly Value[]): void => {
      for (const reader of [...(readers.get(topic) ?? [])]) push(reader, values)
    },
    /** Ends every reader's stream. */
    end: (): void => {
      for (const ofTopic of [...readers.values()]) for (const reader of [...ofTopic]) reader.mailbox.end()
    },
  }
}
