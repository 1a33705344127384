import type { TypedTransaction } from '@ethereumjs/tx'
import { encodeReceipt, toBloom } from '../../chain/encodeBlock.ts'
import type { ExecutionResult, TransactionResult } from '../../evm/Executor.ts'

const BLOB_GAS = 131_072n

/** The result of a message as if it had been a transaction of its block. */
export const toTransactionResult = (
  result: ExecutionResult,
  transaction: TypedTransaction,
  gasUsedBefore: bigint,
  baseFeePerGas: bigint,
): TransactionResult => {
  const cumulativeGasUsed = gasUsedBefore + result.gasUsed
  const bloom = toBloom(result.logs)
  const cap = 'maxFeePerGas' in transaction ? transaction.maxFeePerGas : transaction.gasPrice
  const tip = 'maxPriorityFeePerGas' in transaction ? transaction.maxPriorityFeePerGas : transaction.gasPrice
  return {
    ...result,
    cumulativeGasUsed,
    effectiveGasPrice: cap < baseFeePerGas + tip ? cap : baseFeePerGas + tip,
    blobGasUsed: 'blobVersionedHashes' in transaction ? BigInt(transaction.blobVersionedHashes.length) * BLOB_GAS : 0n,
    bloom,
    encodedReceipt: encodeReceipt(transaction.type, { ...result, cumulativeGasUsed, bloom }),
  }
}
