import { type Hex, hexToBytes } from 'viem'
import { cleanText } from '../../compiler/layout/cleanText.ts'
import type { LayoutType } from './StorageVariable.ts'

const MAX_TEXT = 256

/** How many bytes a `string` or `bytes` has, and whether they stand in its own slot (at most 31 do). */
export const readLength = (word: Hex): { readonly bytes: bigint; readonly isShort: boolean } => {
  const value = BigInt(word)
  return (value & 1n) === 0n
    ? { bytes: (value & 0xffn) / 2n, isShort: true }
    : { bytes: (value - 1n) / 2n, isShort: false }
}

/** A `string` in quotes or `bytes` in hexadecimal, from its bytes as far as they were read. */
export const decodeText = ({ label }: LayoutType, data: Hex, totalBytes: bigint): string => {
  const length = totalBytes < BigInt(MAX_TEXT) ? Number(totalBytes) : MAX_TEXT
  const bytes = hexToBytes(data).subarray(0, length)
  const rest = totalBytes > BigInt(bytes.length) ? '…' : ''
  if (label !== 'string') return `0x${Buffer.from(bytes).toString('hex')}${rest}`
  return `${JSON.stringify(cleanText(Buffer.from(bytes).toString('utf8'), MAX_TEXT))}${rest}`
}
