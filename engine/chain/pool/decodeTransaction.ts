import type { Common } from '@ethereumjs/common'
import { createTxFromRLP, getCalldataFloorGas, type TypedTransaction } from '@ethereumjs/tx'
import { bigIntMax } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { findImpersonatedSender } from '../../evm/impersonation.ts'
import { toNodeSentence } from '../../evm/toNodeSentence.ts'
import { toHex } from '../bytes.ts'
import { refuse } from '../ChainError.ts'
import type { PooledTransaction } from './TransactionPool.ts'

/** EIP-4844. */
export const BLOB_TYPE = 0x03
/** geth's limit for one transaction that carries no blobs. */
const MAX_TRANSACTION_BYTES = 131_072

/** Decodes EIP-2718 bytes that a block already holds; it may be one of an impersonated account. */
export const decodeStoredTransaction = (raw: Uint8Array, common: Common): TypedTransaction => {
  const transaction = createTxFromRLP(raw, { common, freeze: false })
  const impersonated = findImpersonatedSender(transaction)
  if (impersonated !== undefined) transaction.getSenderAddress = () => impersonated
  return transaction
}

/**
 * Decodes a signed transaction from outside, recovers its sender, and checks what needs no state. Throws geth's sentences. Of a blob
 * transaction it takes the form that blocks hold; its blobs are `decodeBlobTransaction`'s business.
 */
export const decodeTransaction = (raw: Uint8Array, common: Common, blockGasLimit: bigint): PooledTransaction => {
  if (raw.length > MAX_TRANSACTION_BYTES) throw refuse(`oversized data: transaction size ${raw.length}`)
  const pooled = decodeSigned(raw, common)
  requireGas(pooled, blockGasLimit)
  return pooled
}

/**
 * As `decodeTransaction`, for one of an impersonated account: `toImpersonatedSignature` is where its signature would be. For the
 * chain's own methods alone: nothing that comes from outside may be decoded so.
 */
export const decodeImpersonated = (raw: Uint8Array, common: Common, blockGasLimit: bigint): PooledTransaction => {
  const pooled = decodeOwn(raw, common)
  if (findImpersonatedSender(pooled.transaction) === undefined) {
    throw refuse('invalid sender: the transaction impersonates nobody')
  }
  requireGas(pooled, blockGasLimit)
  return pooled
}

/** Decodes a transaction of a block that a chain of this program made: signed, or of an impersonated account. */
export const decodeOwn = (raw: Uint8Array, common: Common): PooledTransaction => {
  const transaction = decodeStoredTransaction(raw, common)
  const sender = findImpersonatedSender(transaction)
  if (sender === undefined) return decodeSigned(raw, common)
  return { transaction, hash: toHex(keccak_256(raw)), sender: toHex(sender.bytes), raw }
}

const requireGas = ({ transaction }: PooledTransaction, blockGasLimit: bigint): void => {
  const leastGas = bigIntMax(
    transaction.getIntrinsicGas(),
    getCalldataFloorGas(transaction, transaction.getSenderAddress()),
  )
  if (transaction.gasLimit < leastGas) {
    throw refuse(`intrinsic gas too low: gas ${transaction.gasLimit}, minimum needed ${leastGas}`)
  }
  if (transaction.gasLimit > blockGasLimit) throw refuse('exceeds block gas limit')
}

/** Decodes a transaction in the form that blocks hold and recovers its sender; what a pool asks besides is not checked. */
export const decodeSigned = (raw: Uint8Array, common: Common): PooledTransaction => {
  const transaction = decode(raw, common)
  const sender = recoverSender(transaction)
  requireChain(transaction, common)
  // An unfrozen transaction would recover its sender again at each use.
  transaction.getSenderAddress = () => sender
  return { transaction, hash: toHex(keccak_256(raw)), sender: toHex(sender.bytes), raw }
}

const decode = (raw: Uint8Array, common: Common): TypedTransaction => {
  try {
    return createTxFromRLP(raw, { common, freeze: false })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const sentence = toNodeSentence(reason)
    if (sentence !== undefined) throw refuse(sentence)
    throw refuse(
      /chain ?id/i.test(reason) ? `invalid chain id for signer: ${reason}` : `invalid transaction: ${reason}`,
    )
  }
}

const recoverSender = (transaction: TypedTransaction) => {
  if (!transaction.isSigned()) throw refuse('invalid sender: the transaction is not signed')
  try {
    return transaction.getSenderAddress()
  } catch {
    throw refuse('invalid sender: the signature is not valid')
  }
}

/** EIP-155. Legacy transactions without a chain id stay valid: deterministic deployers are published in that form. */
const requireChain = (transaction: TypedTransaction, common: Common): void => {
  if (transaction.type !== 0) return
  const v = transaction.v ?? 0n
  if (v !== 27n && v !== 28n && (v - 35n) / 2n !== common.chainId()) throw refuse('invalid chain id for signer')
}
