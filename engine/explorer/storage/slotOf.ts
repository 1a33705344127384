import { concatHex, type Hex, keccak256, numberToHex } from 'viem'

const WORD = 2n ** 256n

/** A slot's number as 32 bytes; beyond the last it begins again, as the machine counts. */
export const toSlot = (number: bigint): Hex => numberToHex(((number % WORD) + WORD) % WORD, { size: 32 })

/** Where the elements of a dynamic array, or the bytes of a long string, begin (Solidity, "Layout of State Variables"). */
export const firstElementOf = (slot: bigint): bigint => BigInt(keccak256(toSlot(slot)))

/** Where a mapping keeps a key's value; `key` padded as its type wants it. */
export const valueOfKey = (slot: bigint, key: Hex): bigint => BigInt(keccak256(concatHex([key, toSlot(slot)])))
