import { type BlockHeader, createBlockHeaderFromBytesArray } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { RLP } from '@ethereumjs/rlp'
import type { Withdrawal } from '../../evm/Withdrawal.ts'
import { decodeSigned } from '../pool/decodeTransaction.ts'
import type { PooledTransaction } from '../pool/TransactionPool.ts'
import { toWithdrawal } from '../store/encodeWithdrawal.ts'
import { InvalidBlockError } from './InvalidBlockError.ts'

export type DecodedBlock = {
  readonly header: BlockHeader
  readonly transactions: readonly PooledTransaction[]
  readonly withdrawals: readonly Withdrawal[]
}

/** How a transaction of a block is decoded, and its sender found. */
type DecodeTransaction = (raw: Uint8Array, common: Common) => PooledTransaction

/** Since Prague: EIP-7685 added the last. */
const HEADER_FIELDS = 21
const BLOCK_FIELDS = 4
/** EIP-7934: 10 MiB, of which 2 are the beacon block's. */
export const MAX_BLOCK_BYTES = 8_388_608

/**
 * Decodes `rlp([header, transactions, uncles, withdrawals])` and recovers the senders.
 *
 * @throws InvalidBlockError
 */
export const decodeBlock = (
  encoded: Uint8Array,
  common: Common,
  decodeOne: DecodeTransaction = decodeSigned,
): DecodedBlock => {
  if (common.isActivatedEIP(7934) && encoded.length > MAX_BLOCK_BYTES) {
    throw new InvalidBlockError(`rlp: the block has ${encoded.length} bytes, more than ${MAX_BLOCK_BYTES}`)
  }
  const fields = explain('rlp', () => RLP.decode(encoded))
  if (!Array.isArray(fields) || fields.length !== BLOCK_FIELDS || !fields.every(Array.isArray)) {
    throw new InvalidBlockError('rlp: a block is a list of four lists')
  }
  const [header, transactions, uncles, withdrawals] = fields as [Uint8Array[], unknown[], unknown[], unknown[]]
  if (uncles.length > 0) throw new InvalidBlockError('uncles: a block has none since EIP-3675')
  return {
    header: decodeHeader(header, common),
    transactions: transactions.map((transaction, index) =>
      explain(`transaction ${index}`, () => decodeOne(toEnvelope(transaction), common)),
    ),
    withdrawals: withdrawals.map((withdrawal) => explain('rlp', () => toWithdrawal(withdrawal))),
  }
}

const decodeHeader = (fields: Uint8Array[], common: Common): BlockHeader => {
  if (fields.length !== HEADER_FIELDS) {
    throw new InvalidBlockError(`rlp: the header has ${fields.length} fields instead of ${HEADER_FIELDS}`)
  }
  const header = explain('header', () => createBlockHeaderFromBytesArray(fields, { common, freeze: false }))
  if (Buffer.compare(header.serialize(), RLP.encode(fields)) !== 0) {
    throw new InvalidBlockError('rlp: a number of the header has leading zeros')
  }
  return header
}

/** EIP-2718: legacy transactions are lists in a block, typed ones byte strings. */
const toEnvelope = (transaction: unknown): Uint8Array => {
  if (Array.isArray(transaction)) return RLP.encode(transaction)
  if (transaction instanceof Uint8Array && transaction[0] !== undefined && transaction[0] < 0x80) return transaction
  throw new Error('not a transaction')
}

const explain = <Result>(what: string, decode: () => Result): Result => {
  try {
    return decode()
  } catch (error) {
    throw new InvalidBlockError(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
