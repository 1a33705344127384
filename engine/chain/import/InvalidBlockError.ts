/** Thrown when a block from elsewhere breaks a rule of the chain: nothing of it was kept. */
export class InvalidBlockError extends Error {
  override readonly name = 'InvalidBlockError'
}
