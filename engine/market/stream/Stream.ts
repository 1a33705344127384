/** An endless series of answers, as the contract's streams are typed. Returning ends it, also while it waits. */
export type Stream<T> = AsyncIteratorObject<T, unknown, void> & {
  return(): Promise<IteratorResult<T, unknown>>
}

/** Makes a stream of its two functions. Not an async generator: those can't be ended while they wait. */
export const createStream = <T>(
  next: () => Promise<IteratorResult<T, unknown>>,
  end: () => Promise<unknown>,
): Stream<T> => {
  const stream: Stream<T> = {
    next,
    return: async () => {
      await end()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => {
      await end()
    },
  }
  return stream
}
