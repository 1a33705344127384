/** Runs tasks one after another, in the order they were given; a failed task doesn't hold up the next. */
export const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = last.then(task)
    last = result.catch(() => undefined)
    return result
  }
}
