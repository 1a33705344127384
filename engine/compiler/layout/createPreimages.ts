import { keccak_256 } from '@noble/hashes/sha3.js'
import { toWordNumber } from './words.ts'

/** What was hashed, and to which number. */
export type Preimage = { readonly hash: bigint; readonly input: Uint8Array }

/** Hashes in order, to find where a slot was counted from. */
export type Preimages = readonly Preimage[]

const WORD_BYTES = 32
/** A slot's number, or a key and a slot's number. Keys that are longer texts are not named. */
const MAX_INPUT_BYTES = 1_024

/** Hashes what an execution has hashed (KECCAK256), as far as it can be where storage is; equal inputs once. */
export const createPreimages = (inputs: Iterable<Uint8Array>): Preimages => {
  const known = new Map<string, Preimage>()
  for (const input of inputs) {
    if (input.length < WORD_BYTES || input.length > MAX_INPUT_BYTES) continue
    const key = Buffer.prototype.hexSlice.call(input, 0, input.length)
    if (!known.has(key)) known.set(key, { hash: toWordNumber(keccak_256(input)), input })
  }
  return [...known.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1))
}

/** The preimages whose hashes are at or below `slot`, nearest first, at most `count` of them. */
export const findBelow = (preimages: Preimages, slot: bigint, count: number): Preimage[] => {
  let low = 0
  let high = preimages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((preimages[middle]?.hash ?? 0n) <= slot) low = middle + 1
    else high = middle
  }
  return preimages.slice(Math.max(0, low - count), low).reverse()
}
