/** What a supervised stream needs to know. */
export interface StreamSupervision {
  /** Ends the stream: the caller went away, its token was revoked, the host stops. */
  readonly signal: AbortSignal
  /** What the caller sees of an error. */
  readonly translate: (error: unknown) => unknown
  /** Called once, when the stream is over for whatever reason. */
  readonly onEnd: () => void
}

/**
 * Passes a stream on until it ends or `signal` aborts. An abort ends it at once, even while the source has nothing to say and
 * pays no attention, so that no door waits on a service to close.
 */
export const superviseStream = (
  source: AsyncIterator<unknown>,
  { signal, translate, onEnd }: StreamSupervision,
): AsyncIteratorObject<unknown, unknown, void> => {
  const finished: IteratorReturnResult<undefined> = { done: true, value: undefined }
  let over = false
  let wake: ((result: IteratorResult<unknown>) => void) | undefined

  const finish = () => {
    if (over) return
    over = true
    signal.removeEventListener('abort', abandon)
    onEnd()
  }
  const abandon = () => {
    finish()
    wake?.(finished)
    // The source may be waiting and answer late or never; nobody hears it any more.
    Promise.resolve(source.return?.()).catch(() => undefined)
  }
  const next = async (): Promise<IteratorResult<unknown>> => {
    if (over) return finished
    try {
      const result = await new Promise<IteratorResult<unknown>>((resolve, reject) => {
        wake = resolve
        source.next().then(resolve, reject)
      })
      if (result.done) finish()
      return result
    } catch (error) {
      finish()
      throw translate(error)
    } finally {
      wake = undefined
    }
  }

  if (signal.aborted) abandon()
  else signal.addEventListener('abort', abandon)
  return {
    next,
    return: async () => {
      if (!over) abandon()
      return finished
    },
    throw: async (error) => {
      if (!over) abandon()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
    [Symbol.asyncDispose]: async () => {
      if (!over) abandon()
    },
  }
}
