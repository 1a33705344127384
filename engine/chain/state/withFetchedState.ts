import { MissingStateError } from '../../evm/MissingStateError.ts'
import type { BaseState } from './BaseState.ts'

/**
 * Runs a task; when it finds that state is not at hand, fetches that and runs it again. So a task that reads a fork begins anew a few
 * times, and must not have done anything by then. Elsewhere it runs once.
 *
 * @throws TerminalError `network/…` when the state cannot be fetched.
 */
export const withFetchedState = async <Result>(
  base: BaseState | undefined,
  task: () => Promise<Result> | Result,
): Promise<Result> => {
  if (base === undefined) return task()
  for (;;) {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof MissingStateError)) throw error
      await base.fetch([error.key])
    }
  }
}
