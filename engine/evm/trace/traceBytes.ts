const ADDRESS_DIGITS = 40
const WORD_DIGITS = 64

/** Hex without a prefix. */
export const toDigits = (bytes: Uint8Array): string => Buffer.prototype.hexSlice.call(bytes, 0, bytes.length)

export const toHex = (bytes: Uint8Array): `0x${string}` => `0x${toDigits(bytes)}`

export const toQuantity = (value: bigint | number): `0x${string}` => `0x${value.toString(16)}`

/** 64 digits of a number, without a prefix. */
export const toWordDigits = (value: bigint): string => value.toString(16).padStart(WORD_DIGITS, '0')

/** 32 bytes, big-endian. */
export const toWord = (value: bigint): Uint8Array => new Uint8Array(Buffer.from(toWordDigits(value), 'hex'))

/** The address in a stack item: its last 20 bytes. */
export const toAddress = (item: bigint): Uint8Array =>
  new Uint8Array(Buffer.from(toWordDigits(item).slice(-ADDRESS_DIGITS), 'hex'))

/** Yellow Paper, appendix G, C_mem: what memory of so many bytes has cost. */
const measureMemory = (bytes: bigint): bigint => {
  const words = (bytes + 31n) / 32n
  return 3n * words + (words * words) / 512n
}

/** Whether an opcode that has `gas` left may read so much: when it may not it fails, whatever its cost was taken to be. */
export const isReadable = (memory: Uint8Array, length: bigint, gas: bigint): boolean =>
  measureMemory(length) - measureMemory(BigInt(memory.length)) <= gas

/** A part of memory, zeros where memory ends before it. */
export const readMemory = (memory: Uint8Array, offset: bigint, length: bigint): Uint8Array => {
  const bytes = new Uint8Array(Number(length))
  if (offset < BigInt(memory.length)) bytes.set(memory.subarray(Number(offset), Number(offset) + bytes.length))
  return bytes
}
