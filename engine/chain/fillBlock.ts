import { TerminalError } from '../api/errors.ts'
import { type BlockExecution, BlockFullError, InvalidTransactionError } from '../evm/Executor.ts'
import { MAX_BLOCK_BYTES } from './import/decodeBlock.ts'
import type { BlockFees, TransactionPool } from './pool/TransactionPool.ts'
import type { ExecutedTransaction } from './sealBlock.ts'

/** Of the size that EIP-7934 allows: what a block needs besides its transactions, and a transaction besides its own bytes. */
const HEADER_BYTES = 1_024
const ENVELOPE_BYTES = 4

export type FilledBlock = {
  readonly executed: readonly ExecutedTransaction[]
  /** Hashes of those that can never run, and why. What had no room stays in the pool. */
  readonly dropped: ReadonlyMap<string, string>
}

/** Thrown when state that a transaction needs could not be fetched (on a fork): no block can be made with it. */
export class UnfetchedStateError extends Error {
  override readonly name = 'UnfetchedStateError'
  readonly transactionHash: string

  constructor(transactionHash: string, cause: Error) {
    super(cause.message, { cause })
    this.transactionHash = transactionHash
  }
}

/** Runs the pool's transactions in a block, best first, until nothing more fits. The pool itself stays as it was. @throws UnfetchedStateError */
export const fillBlock = async (
  execution: BlockExecution,
  pool: TransactionPool,
  fees: BlockFees,
  nonceOf: (sender: string) => bigint,
): Promise<FilledBlock> => {
  const executed: ExecutedTransaction[] = []
  const dropped = new Map<string, string>()
  let freeBytes = MAX_BLOCK_BYTES - HEADER_BYTES
  await pool.drain(fees, nonceOf, async (pooled) => {
    if (pooled.raw.length > freeBytes) return false
    try {
      executed.push({ pooled, result: await execution.runTransaction(pooled.transaction) })
      freeBytes -= pooled.raw.length + ENVELOPE_BYTES
      return true
    } catch (error) {
      if (error instanceof TerminalError) throw new UnfetchedStateError(pooled.hash, error)
      if (!(error instanceof InvalidTransactionError)) throw error
      if (!(error instanceof BlockFullError)) dropped.set(pooled.hash, error.message)
      return false
    }
  })
  return { executed, dropped }
}
