/** Runs one task at a time, in the order of arrival; a task that fails does not stop the next. */
export type Lock = <Result>(task: () => Promise<Result> | Result) => Promise<Result>

export const createLock = (): Lock => {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(() => task())
    last = result.catch(() => {})
    return result
  }
}
