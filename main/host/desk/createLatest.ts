/** A value that changes, and that any number of watchers follow: each gets it as it is, then again after it changed. */
export interface Latest<Value> {
  get(): Value
  set(value: Value): void
  /** Ends when `signal` aborts. A watcher that is slow skips to the newest value: nothing queues up. */
  watch(signal: AbortSignal): AsyncGenerator<Value, void, void>
}

export const createLatest = <Value>(initial: Value): Latest<Value> => {
  let value = initial
  let version = 0
  const waiting = new Set<() => void>()
  const wakeAll = () => {
    for (const wake of [...waiting]) wake()
  }
  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  return {
    get: () => value,
    set: (next) => {
      value = next
      version += 1
      wakeAll()
    },
    watch: async function* (signal) {
      for (let seen = -1; !signal.aborted; ) {
        if (seen === version) await changed(signal)
        else {
          seen = version
          yield value
        }
      }
    },
  }
}
