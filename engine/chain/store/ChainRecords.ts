import type { BlockHeader } from '@ethereumjs/block'
import type { LogEntry } from '../../evm/Executor.ts'
import type { Withdrawal } from '../../evm/Withdrawal.ts'

/** A block without its transactions. */
export type BlockRecord = {
  readonly number: number
  readonly hash: Uint8Array
  readonly header: BlockHeader
  readonly sizeBytes: number
  readonly withdrawals: readonly Withdrawal[]
}

/** A transaction in a block, with its receipt. */
export type TransactionRecord = {
  readonly blockNumber: number
  readonly position: number
  readonly hash: Uint8Array
  readonly sender: Uint8Array
  /** EIP-2718 bytes. */
  readonly raw: Uint8Array
  readonly isSuccess: boolean
  readonly gasUsed: number
  readonly cumulativeGasUsed: number
  readonly effectiveGasPrice: bigint
  readonly blobGasUsed: number
  readonly createdAddress: Uint8Array | undefined
  /** Index in the block of the transaction's first log. */
  readonly firstLog: number
}

/** A log and where it is. */
export type LogRecord = LogEntry & {
  readonly blockNumber: number
  readonly blockHash: Uint8Array
  readonly blockTimestamp: number
  readonly transactionHash: Uint8Array
  readonly transactionPosition: number
  readonly position: number
}

/** Which logs: blocks inclusive; any of `addresses` (all when empty); for each topic position any of the listed, or all. */
export type LogFilter = {
  readonly fromBlock: number
  readonly toBlock: number
  readonly addresses: readonly Uint8Array[]
  readonly topics: readonly (readonly Uint8Array[])[]
}

export type SealedTransaction = TransactionRecord & { readonly logs: readonly LogEntry[] }
