import type { ExecutionSession } from '../chain/Chain.ts'
import type { ExecutionResult, TransactionResult } from '../evm/Executor.ts'
import type { Tracer } from '../evm/trace/Tracer.ts'
import type { PreparedItem } from './prepareItem.ts'

/** Runs an item of a bundle on the session's state. @throws InvalidTransactionError when it could not be in the block. */
export const runItem = (
  { execution }: ExecutionSession,
  { run }: PreparedItem,
  tracer?: Tracer,
): Promise<ExecutionResult | TransactionResult> =>
  run.kind === 'message' ? execution.runMessage(run.message, tracer) : execution.runTransaction(run.transaction, tracer)
