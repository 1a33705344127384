import type { TypedTransaction } from '@ethereumjs/tx'
import { Address, bigIntToBytes, bytesToBigInt, setLengthLeft } from '@ethereumjs/util'

/** EIP-1559 and EIP-7702: the types that can be sent for somebody else. */
const TYPES: ReadonlySet<number> = new Set([2, 4])
const ADDRESS_BYTES = 20
const ADDRESS_BITS = 160n

/**
 * A transaction that a development chain sends for an account without its key carries, in place of a signature, the sender as `r` and
 * 0 as `s`. ECDSA has no signature with an `s` of 0 (SEC 1, 4.1.4): no chain takes such a transaction for a signed one, and two that
 * differ in their sender alone differ in their hash.
 */
export const toImpersonatedSignature = (sender: Uint8Array) => ({ v: 0n, r: bytesToBigInt(sender), s: 0n })

/** Whom a transaction was sent for; `undefined` for a signed one, and for one that says nothing of a signature. */
export const findImpersonatedSender = ({ type, v, r = 0n, s = 0n }: TypedTransaction): Address | undefined => {
  // @ethereumjs decodes 0 as `undefined` in the last two.
  if (!TYPES.has(type) || v !== 0n || s !== 0n || r >> ADDRESS_BITS !== 0n) return undefined
  return new Address(setLengthLeft(bigIntToBytes(r), ADDRESS_BYTES))
}
