import { type Address, getAddress, type Hex } from 'viem'
import { toHex } from '../chain/bytes.ts'

const MAX_ADDRESSES = 4_096
const shown = new Map<string, Address>()

/** An address with its checksum (EIP-55), which takes a hash: the same few are shown again and again. */
export const toShownAddress = (bytes: Uint8Array): Address => {
  const hex = toHex(bytes)
  const known = shown.get(hex)
  if (known !== undefined) return known
  if (shown.size >= MAX_ADDRESSES) shown.clear()
  const address = getAddress(hex)
  shown.set(hex, address)
  return address
}

/** An address in hexadecimal without a prefix, with its checksum. */
export const toShownKey = (digits: string): Address => toShownAddress(Buffer.from(digits, 'hex'))

/** Bytes, as many as are shown. */
export const toShownBytes = (bytes: Uint8Array, maxBytes: number): Hex =>
  toHex(bytes.length > maxBytes ? bytes.subarray(0, maxBytes) : bytes)
