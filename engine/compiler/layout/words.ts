const WORD_DIGITS = 64

/** A big-endian number. */
export const toWordNumber = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.prototype.hexSlice.call(bytes, 0, bytes.length)}`)

/** A number as 32 bytes, big-endian. */
export const toWordBytes = (value: bigint): Uint8Array =>
  new Uint8Array(Buffer.from(value.toString(16).padStart(WORD_DIGITS, '0'), 'hex'))
