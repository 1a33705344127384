import type { Common } from '@ethereumjs/common'
import type { TypedTransaction } from '@ethereumjs/tx'
import { Bloom } from '@ethereumjs/vm'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex, toQuantity } from '../chain/bytes.ts'
import { BLOB_TYPE, decodeStoredTransaction } from '../chain/pool/decodeTransaction.ts'
import type { PooledTransaction } from '../chain/pool/TransactionPool.ts'
import type { ExecutedTransaction } from '../chain/sealBlock.ts'
import type { BlockRecord, LogRecord, TransactionRecord } from '../chain/store/ChainRecords.ts'
import type { Withdrawal } from '../evm/Withdrawal.ts'
import type { Json } from './RpcContext.ts'

type JsonObject = { readonly [key: string]: Json | undefined }

const toOptionalHex = (bytes: Uint8Array | undefined): `0x${string}` | undefined =>
  bytes === undefined ? undefined : toHex(bytes)

const toOptionalQuantity = (value: bigint | undefined): `0x${string}` | undefined =>
  value === undefined ? undefined : toQuantity(value)

/** The header's fields in the names of the execution-apis. */
export const formatHeader = ({ header, hash }: Pick<BlockRecord, 'header' | 'hash'>): JsonObject => ({
  number: toQuantity(header.number),
  hash: toHex(hash),
  parentHash: toHex(header.parentHash),
  nonce: toHex(header.nonce),
  sha3Uncles: toHex(header.uncleHash),
  logsBloom: toHex(header.logsBloom),
  transactionsRoot: toHex(header.transactionsTrie),
  stateRoot: toHex(header.stateRoot),
  receiptsRoot: toHex(header.receiptTrie),
  miner: toHex(header.coinbase.bytes),
  difficulty: toQuantity(header.difficulty),
  extraData: toHex(header.extraData),
  gasLimit: toQuantity(header.gasLimit),
  gasUsed: toQuantity(header.gasUsed),
  timestamp: toQuantity(header.timestamp),
  mixHash: toHex(header.mixHash),
  baseFeePerGas: toOptionalQuantity(header.baseFeePerGas),
  withdrawalsRoot: toOptionalHex(header.withdrawalsRoot),
  blobGasUsed: toOptionalQuantity(header.blobGasUsed),
  excessBlobGas: toOptionalQuantity(header.excessBlobGas),
  parentBeaconBlockRoot: toOptionalHex(header.parentBeaconBlockRoot),
  requestsHash: toOptionalHex(header.requestsHash),
})

const formatWithdrawal = ({ index, validatorIndex, address, amountGwei }: Withdrawal): JsonObject => ({
  index: toQuantity(index),
  validatorIndex: toQuantity(validatorIndex),
  address: toHex(address),
  amount: toQuantity(amountGwei),
})

export const formatBlock = (block: BlockRecord, transactions: readonly Json[]): JsonObject => ({
  ...formatHeader(block),
  size: toQuantity(block.sizeBytes),
  totalDifficulty: '0x0',
  transactions,
  uncles: [],
  withdrawals: block.withdrawals.map(formatWithdrawal),
})

const formatFees = (transaction: TypedTransaction, effectiveGasPrice: bigint | undefined): JsonObject => {
  if (!('maxFeePerGas' in transaction)) return { gasPrice: toQuantity(transaction.gasPrice) }
  return {
    gasPrice: toQuantity(effectiveGasPrice ?? transaction.maxFeePerGas),
    maxFeePerGas: toQuantity(transaction.maxFeePerGas),
    maxPriorityFeePerGas: toQuantity(transaction.maxPriorityFeePerGas),
  }
}

const formatBlobs = (transaction: TypedTransaction): JsonObject =>
  'maxFeePerBlobGas' in transaction
    ? {
        maxFeePerBlobGas: toQuantity(transaction.maxFeePerBlobGas),
        blobVersionedHashes: transaction.blobVersionedHashes,
      }
    : {}

/** EIP-7702 tuples; `toJSON` would give `0x` for a zero, which no client takes for a quantity. */
const formatAuthorizations = (transaction: TypedTransaction): JsonObject => {
  if (!('authorizationList' in transaction)) return {}
  const quantity = (bytes: Uint8Array | undefined) =>
    toQuantity(BigInt(`0x0${toHex(bytes ?? new Uint8Array()).slice(2)}`))
  return {
    authorizationList: transaction.authorizationList.map(([chainId, address, nonce, yParity, r, s]) => ({
      chainId: quantity(chainId),
      address: toHex(address),
      nonce: quantity(nonce),
      yParity: quantity(yParity),
      r: quantity(r),
      s: quantity(s),
    })),
  }
}

const formatTyped = (transaction: TypedTransaction): JsonObject => {
  if (transaction.type === 0) {
    const v = transaction.v ?? 0n
    return v >= 35n ? { chainId: toQuantity((v - 35n) / 2n) } : {}
  }
  const json = transaction.toJSON()
  return {
    chainId: json.chainId,
    yParity: toQuantity(transaction.v ?? 0n),
    accessList: (json.accessList ?? []) as unknown as Json,
    ...formatBlobs(transaction),
    ...formatAuthorizations(transaction),
  }
}

const formatContent = (transaction: TypedTransaction, effectiveGasPrice: bigint | undefined): JsonObject => ({
  type: toQuantity(transaction.type),
  nonce: toQuantity(transaction.nonce),
  gas: toQuantity(transaction.gasLimit),
  to: transaction.to === undefined ? null : toHex(transaction.to.bytes),
  value: toQuantity(transaction.value),
  input: toHex(transaction.data),
  ...formatFees(transaction, effectiveGasPrice),
  ...formatTyped(transaction),
  v: toQuantity(transaction.v ?? 0n),
  r: toQuantity(transaction.r ?? 0n),
  s: toQuantity(transaction.s ?? 0n),
})

export const formatTransaction = (record: TransactionRecord, block: BlockRecord, common: Common): JsonObject => ({
  blockHash: toHex(block.hash),
  blockNumber: toQuantity(record.blockNumber),
  blockTimestamp: toQuantity(block.header.timestamp),
  transactionIndex: toQuantity(record.position),
  hash: toHex(record.hash),
  from: toHex(record.sender),
  ...formatContent(decodeStoredTransaction(record.raw, common), record.effectiveGasPrice),
})

/** A transaction that was executed in a block that is not stored. */
export const formatExecuted = (
  { pooled, result }: ExecutedTransaction,
  block: BlockRecord,
  position: number,
): JsonObject => ({
  ...formatPooled(pooled),
  blockHash: toHex(block.hash),
  blockNumber: toQuantity(block.number),
  blockTimestamp: toQuantity(block.header.timestamp),
  transactionIndex: toQuantity(position),
  ...formatFees(pooled.transaction, result.effectiveGasPrice),
})

/** A transaction that nobody has signed yet; its hash is that of the bytes without a signature. */
export const formatUnsigned = (transaction: TypedTransaction, from: Uint8Array): JsonObject => ({
  blockHash: null,
  blockNumber: null,
  transactionIndex: null,
  hash: toHex(keccak_256(transaction.serialize())),
  from: toHex(from),
  ...formatContent(transaction, undefined),
})

export const formatPooled = ({ transaction, hash, sender }: PooledTransaction): JsonObject => ({
  blockHash: null,
  blockNumber: null,
  transactionIndex: null,
  hash,
  from: sender,
  ...formatContent(transaction, undefined),
})

/** `removed`: the block of the log is no longer part of the chain. */
export const formatLog = (log: LogRecord, removed = false): JsonObject => ({
  address: toHex(log.address),
  topics: log.topics.map(toHex),
  data: toHex(log.data),
  blockNumber: toQuantity(log.blockNumber),
  blockHash: toHex(log.blockHash),
  blockTimestamp: toQuantity(log.blockTimestamp),
  transactionHash: toHex(log.transactionHash),
  transactionIndex: toQuantity(log.transactionPosition),
  logIndex: toQuantity(log.position),
  removed,
})

export const formatReceipt = (
  record: TransactionRecord,
  block: BlockRecord,
  logs: readonly LogRecord[],
  common: Common,
): JsonObject => {
  const transaction = decodeStoredTransaction(record.raw, common)
  const bloom = new Bloom()
  for (const { address, topics } of logs) {
    bloom.add(address)
    for (const topic of topics) bloom.add(topic)
  }
  return {
    transactionHash: toHex(record.hash),
    transactionIndex: toQuantity(record.position),
    blockHash: toHex(block.hash),
    blockNumber: toQuantity(block.number),
    from: toHex(record.sender),
    to: transaction.to === undefined ? null : toHex(transaction.to.bytes),
    contractAddress: record.createdAddress === undefined ? null : toHex(record.createdAddress),
    type: toQuantity(transaction.type),
    status: record.isSuccess ? '0x1' : '0x0',
    gasUsed: toQuantity(record.gasUsed),
    cumulativeGasUsed: toQuantity(record.cumulativeGasUsed),
    effectiveGasPrice: toQuantity(record.effectiveGasPrice),
    ...(transaction.type === BLOB_TYPE
      ? { blobGasUsed: toQuantity(record.blobGasUsed), blobGasPrice: toQuantity(block.header.getBlobGasPrice()) }
      : {}),
    logs: logs.map((log) => formatLog(log)),
    logsBloom: toHex(bloom.bitvector),
  }
}
