import { RLP } from '@ethereumjs/rlp'
import { bigIntToUnpaddedBytes } from '@ethereumjs/util'
import { Bloom } from '@ethereumjs/vm'
import type { LogEntry } from '../evm/Executor.ts'
import type { BlockRecord, LogRecord, TransactionRecord } from './store/ChainRecords.ts'
import { encodeWithdrawal } from './store/encodeWithdrawal.ts'

/** EIP-2718: first bytes above are those of an RLP list, so of a legacy transaction. */
const MAX_TYPE = 0x7f
const EMPTY_BYTES = new Uint8Array()
const SUCCESS = Uint8Array.of(1)

const isTyped = (raw: Uint8Array): boolean => raw[0] !== undefined && raw[0] <= MAX_TYPE

/** `rlp([header, transactions, uncles, withdrawals])`. */
export const encodeBlock = ({ header, withdrawals }: BlockRecord, records: readonly TransactionRecord[]): Uint8Array =>
  RLP.encode([
    header.raw(),
    records.map(({ raw }) => (isTyped(raw) ? raw : RLP.decode(raw))),
    [],
    withdrawals.map((withdrawal) => RLP.decode(encodeWithdrawal(withdrawal))),
  ])

/** A block's receipts as its receipts trie has them (EIP-2718). */
export const encodeReceipts = (records: readonly TransactionRecord[], logs: readonly LogRecord[]): Uint8Array[] =>
  records.map((record) => {
    const own = logs.filter(({ transactionPosition }) => transactionPosition === record.position)
    return encodeReceipt(isTyped(record.raw) ? (record.raw[0] ?? 0) : 0, {
      isSuccess: record.isSuccess,
      cumulativeGasUsed: BigInt(record.cumulativeGasUsed),
      bloom: toBloom(own),
      logs: own,
    })
  })

type ReceiptParts = {
  readonly isSuccess: boolean
  readonly cumulativeGasUsed: bigint
  readonly bloom: Uint8Array
  readonly logs: readonly LogEntry[]
}

/** A receipt as the receipts trie has it (EIP-2718). */
export const encodeReceipt = (
  type: number,
  { isSuccess, cumulativeGasUsed, bloom, logs }: ReceiptParts,
): Uint8Array => {
  const receipt = RLP.encode([
    isSuccess ? SUCCESS : EMPTY_BYTES,
    bigIntToUnpaddedBytes(cumulativeGasUsed),
    bloom,
    logs.map(({ address, topics, data }) => [address, [...topics], data]),
  ])
  return type === 0 ? receipt : Buffer.concat([Uint8Array.of(type), receipt])
}

/** The filter of a receipt's logs (Yellow Paper, section 4.3.1). */
export const toBloom = (logs: readonly LogEntry[]): Uint8Array => {
  const bloom = new Bloom()
  for (const { address, topics } of logs) {
    bloom.add(address)
    for (const topic of topics) bloom.add(topic)
  }
  return bloom.bitvector
}
