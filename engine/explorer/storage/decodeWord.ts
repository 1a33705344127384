import { getAddress, type Hex, hexToString, numberToHex } from 'viem'
import type { LayoutType } from './StorageVariable.ts'

const MAX_TEXT = 256

/** The part of a slot that a variable has. */
const cut = (word: Hex, offset: number, size: number): bigint =>
  (BigInt(word) >> BigInt(offset * 8)) & (2n ** BigInt(size * 8) - 1n)

/** A value that stands in its slot, in words. */
export const decodeWord = ({ label, numberOfBytes }: LayoutType, word: Hex, offset: number): string => {
  const size = Math.min(32, Number(numberOfBytes))
  const value = cut(word, offset, size)
  if (label === 'bool') return value === 0n ? 'false' : 'true'
  if (label.startsWith('int')) return BigInt.asIntN(size * 8, value).toString()
  if (label.startsWith('address') || label.startsWith('contract ')) return getAddress(numberToHex(value, { size: 20 }))
  if (/^(bytes\d|function)/.test(label)) return numberToHex(value, { size })
  return value.toString()
}

/** How many bytes a `string` or `bytes` has, and whether they stand in its own slot (at most 31 do). */
export const readLength = (word: Hex): { readonly bytes: bigint; readonly isShort: boolean } => {
  const value = BigInt(word)
  return (value & 1n) === 0n
    ? { bytes: (value & 0xffn) / 2n, isShort: true }
    : { bytes: (value - 1n) / 2n, isShort: false }
}

/** A `string` or `bytes` from its bytes as far as they were read. */
export const decodeBytes = ({ label }: LayoutType, data: Hex, totalBytes: bigint): string => {
  const shown =
    `0x${data.slice(2, 2 + Number(totalBytes < BigInt(MAX_TEXT) ? totalBytes : BigInt(MAX_TEXT)) * 2)}` as Hex
  const rest = totalBytes > BigInt((shown.length - 2) / 2) ? '…' : ''
  return label === 'string' ? `${hexToString(shown)}${rest}` : `${shown}${rest}`
}
