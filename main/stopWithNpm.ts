const checkEveryMs = 200

/**
 * Calls `stop` on SIGTERM or SIGINT, and when npm has gone: a script's shell passes no signal on, so that ending `npm run …` would
 * leave its program running.
 */
export const stopWithNpm = (stop: () => void): void => {
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, checkEveryMs)
  timer.unref()
}
