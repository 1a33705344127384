import type { BlockSummary, TransactionSummary } from '../api/explorerRecords.ts'
import { indexAbi } from '../compiler/decode/indexAbi.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import type { RpcBlock, RpcFullBlock, RpcReceipt, RpcTransaction } from './rpcAnswers.ts'

/** A block as a line of a list. */
export const summariseBlock = (block: RpcBlock | RpcFullBlock): BlockSummary => ({
  number: block.number,
  hash: block.hash,
  timestampS: block.timestamp,
  transactionCount: block.transactions.length,
  gasUsed: block.gasUsed,
  gasLimit: block.gasLimit,
  baseFeePerGasWei: block.baseFeePerGas,
  blobGasUsed: block.blobGasUsed,
  feeRecipient: block.miner,
  sizeBytes: block.size ?? 0,
})

/** What a transaction calls: the function's name, or the selector where no ABI has it. */
const nameMethod = ({ input, to }: RpcTransaction, abis: readonly KnownAbi[]): string | undefined => {
  if (to === undefined || input.length < 10) return undefined
  const selector = input.slice(0, 10) as `0x${string}`
  for (const { abi } of abis) {
    const entry = indexAbi(abi).functions.get(selector)
    if (entry !== undefined) return entry.name
  }
  return selector
}

interface SummaryInput {
  readonly transaction: RpcTransaction
  readonly receipt: RpcReceipt | undefined
  readonly timestampS: number | undefined
  readonly abis: readonly KnownAbi[]
}

/** A transaction as a line of a list. */
export const summariseTransaction = ({ transaction, receipt, timestampS, abis }: SummaryInput): TransactionSummary => ({
  hash: transaction.hash,
  blockNumber: transaction.blockNumber,
  index: transaction.transactionIndex,
  timestampS,
  type: transaction.type ?? 0,
  from: transaction.from,
  to: transaction.to,
  createdAddress: receipt?.contractAddress,
  nonce: transaction.nonce,
  valueWei: transaction.value,
  method: nameMethod(transaction, abis),
  status: receipt === undefined ? 'pending' : receipt.status === 0n ? 'failed' : 'success',
  gasUsed: receipt?.gasUsed,
  feeWei: receipt && payOf(transaction, receipt),
})

/** What the sender paid for execution and blobs, in wei. */
const payOf = (transaction: RpcTransaction, receipt: RpcReceipt): bigint => {
  const price = receipt.effectiveGasPrice ?? transaction.gasPrice ?? 0n
  return receipt.gasUsed * price + (receipt.blobGasUsed ?? 0n) * (receipt.blobGasPrice ?? 0n)
}
