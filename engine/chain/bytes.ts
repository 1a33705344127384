/** 0x-hex of bytes. */
export const toHex = (bytes: Uint8Array): `0x${string}` => `0x${Buffer.prototype.hexSlice.call(bytes, 0, bytes.length)}`

/** 0x-hex of a number without leading zeros, as JSON-RPC writes quantities. */
export const toQuantity = (value: bigint | number): `0x${string}` => `0x${value.toString(16)}`

export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.slice(2), 'hex'))

/** 32 bytes, big-endian. */
export const toWord = (value: bigint): Uint8Array => fromHex(`0x${value.toString(16).padStart(64, '0')}`)
