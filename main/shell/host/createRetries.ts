import { nextDelayMs, STABLE_AFTER_MS } from '../nextDelayMs.ts'

/** Plans the next try after a failure, later with each failure in a row. */
export const createRetries = (start: () => void) => {
  let failures = 0
  let startedAtMs = Date.now()
  let timer: NodeJS.Timeout | undefined
  const run = () => {
    startedAtMs = Date.now()
    start()
  }
  return {
    run,
    /** Starts again after a pause, and says when: Unix milliseconds. */
    retry: (): number => {
      failures = Date.now() - startedAtMs >= STABLE_AFTER_MS ? 1 : failures + 1
      const delayMs = nextDelayMs(failures, Math.random())
      clearTimeout(timer)
      timer = setTimeout(run, delayMs)
      return Date.now() + delayMs
    },
    stop: () => clearTimeout(timer),
  }
}
