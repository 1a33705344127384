import { createStream, type Stream } from './Stream.ts'

/** A stream for one reader, fed by whoever knows when there is something to take. */
export interface Mailbox<T> {
  readonly stream: Stream<T>
  /** Something may be waiting now. */
  notify(): void
  /** Ends the stream; with an error, the reader gets it after what is waiting is dropped. */
  end(error?: Error): void
}

export interface MailboxOptions<T> {
  /** Takes what waits for this reader; `undefined` when nothing does. Called only when the reader wants more. */
  readonly take: () => T | undefined
  /** The reader went away, or the stream ended. Called once. */
  readonly onEnd: () => void
}

/**
 * Makes a stream that holds no queue of its own: what waits is the feeder's business, so that it can merge changes a slow
 * reader hasn't seen, and memory is bounded by what can change, not by how often.
 */
export const createMailbox = <T>({ take, onEnd }: MailboxOptions<T>): Mailbox<T> => {
  type Reader = { resolve: (result: IteratorResult<T, unknown>) => void; reject: (error: Error) => void }
  const readers: Reader[] = []
  let isEnded = false
  let failure: Error | undefined

  const handOut = (): void => {
    while (readers.length > 0) {
      const value = isEnded ? undefined : take()
      if (value === undefined && !isEnded) return
      const reader = readers.shift()
      if (value !== undefined) reader?.resolve({ done: false, value })
      else if (failure !== undefined) reader?.reject(failure)
      else reader?.resolve({ done: true, value: undefined })
    }
  }

  const end = (error?: Error): void => {
    if (isEnded) return
    isEnded = true
    failure = error
    onEnd()
    handOut()
  }

  /** A failure to take is the reader's to hear of, not the feeder's. */
  const serve = (): void => {
    try {
      handOut()
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)))
    }
  }

  const next = (): Promise<IteratorResult<T, unknown>> =>
    new Promise((resolve, reject) => {
      readers.push({ resolve, reject })
      serve()
    })

  const stream = createStream(next, async () => end())
  return { stream, notify: serve, end }
}
