import { getAddress } from 'viem'
import { toHex } from '../../chain/bytes.ts'
import type { StorageLayout } from '../ContractArtifact.ts'
import { cleanText } from './cleanText.ts'
import type { SlotPart } from './createSlotLabeller.ts'
import { toWordNumber } from './words.ts'

const WORD_BYTES = 32
const ADDRESS_BYTES = 20
const MAX_TEXT = 128

/**
 * What a part of a slot holds, as people read it: integers in decimal, addresses with their checksum, texts in quotes.
 *
 * @param word the slot's 32 bytes
 */
export const formatSlotPart = ({ kind, type, typeId, offset, bytes }: SlotPart, word: Uint8Array): string => {
  if (kind === 'length') return toWordNumber(word).toString()
  if (kind === 'data') return type === 'string' ? formatText(word) : toHex(word)
  if (kind === 'text') return formatHead(word, type)
  return formatValue(word.subarray(WORD_BYTES - offset - bytes, WORD_BYTES - offset), typeId)
}

/** Short texts stand in the slot itself, with twice their length in its last byte; of long ones it has the length. */
const formatHead = (word: Uint8Array, type: string): string => {
  const last = word[WORD_BYTES - 1] ?? 0
  if (last % 2 === 1) return `${(toWordNumber(word) - 1n) / 2n} bytes`
  const content = word.subarray(0, Math.min(last / 2, WORD_BYTES - 1))
  return type === 'string' ? formatText(content) : toHex(content)
}

const formatText = (bytes: Uint8Array): string =>
  JSON.stringify(cleanText(Buffer.from(bytes).toString('utf8'), MAX_TEXT))

/** A value that fills `bytes`, by solc's name of its type. */
const formatValue = (bytes: Uint8Array, typeId: string): string => {
  if (typeId === 't_bool') return toWordNumber(bytes) === 0n ? 'false' : 'true'
  if (bytes.length === ADDRESS_BYTES && /^t_(address|contract)/.test(typeId)) return getAddress(toHex(bytes))
  if (/^t_(bytes\d|function)/.test(typeId)) return toHex(bytes)
  const value = toWordNumber(bytes)
  return (/^t_int\d/.test(typeId) ? BigInt.asIntN(8 * bytes.length, value) : value).toString()
}

/** A mapping's key: a value type as a word, or the bytes of a text. */
export const formatKey = (key: Uint8Array, typeId: string, types: StorageLayout['types']): string => {
  if (/^t_string/.test(typeId)) return formatText(key)
  if (key.length !== WORD_BYTES || /^t_bytes_/.test(typeId)) return toHex(key)
  const bytes = Math.min(Number(types[typeId]?.numberOfBytes ?? WORD_BYTES), WORD_BYTES)
  // bytesN stand at the beginning of a word, everything else at its end.
  return formatValue(/^t_bytes\d/.test(typeId) ? key.subarray(0, bytes) : key.subarray(WORD_BYTES - bytes), typeId)
}
