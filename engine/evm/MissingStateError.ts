import type { StateKey } from './ExecutionState.ts'

/** Thrown by a read of state that has to be fetched first: whoever can wait fetches it, and reads again. */
export class MissingStateError extends Error {
  override readonly name = 'MissingStateError'
  readonly key: StateKey

  constructor(key: StateKey) {
    super('State has to be fetched first.')
    this.key = key
  }
}
