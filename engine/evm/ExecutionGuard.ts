/**
 * Watches over an execution from inside: asked every few thousand opcodes and at every message. It may wait, so that others get
 * their turn, or throw, which ends the execution with that error.
 */
export type ExecutionGuard = () => Promise<void> | void
