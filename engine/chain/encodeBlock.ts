import { RLP } from '@ethereumjs/rlp'
import { bigIntToUnpaddedBytes } from '@ethereumjs/util'
import { Bloom } from '@ethereumjs/vm'
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
    const receipt = RLP.encode([
      record.isSuccess ? SUCCESS : EMPTY_BYTES,
      bigIntToUnpaddedBytes(BigInt(record.cumulativeGasUsed)),
      toBloom(own),
      own.map(({ address, topics, data }) => [address, [...topics], data]),
    ])
    return isTyped(record.raw) ? Buffer.concat([record.raw.subarray(0, 1), receipt]) : receipt
  })

const toBloom = (logs: readonly LogRecord[]): Uint8Array => {
  const bloom = new Bloom()
  for (const { address, topics } of logs) {
    bloom.add(address)
    for (const topic of topics) bloom.add(topic)
  }
  return bloom.bitvector
}
