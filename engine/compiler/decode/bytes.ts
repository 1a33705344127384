import type { Hex } from 'viem'
import { fromHex, toHex } from '../../chain/bytes.ts'

/** Bytes as they are, or of hexadecimal text; text that is none reads as far as it is. */
export const toBytes = (data: Uint8Array | Hex): Uint8Array => (typeof data === 'string' ? fromHex(data) : data)

/** The four bytes that select a function or an error. */
export const toSelector = (data: Uint8Array): Hex | undefined =>
  data.length < 4 ? undefined : toHex(data.subarray(0, 4))
