import type { Clock } from '../chain/Clock.ts'

/** The real clock, for the entries of threads and programs: everything beneath them is given its time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule: (task, delayMs) => {
    // Whoever asks for no delay wants a turn of the event loop: a timer would take a millisecond.
    if (delayMs === 0) {
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    }
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
