import { z } from 'zod'

const toBytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.slice(2), 'hex'))

/** A number as nodes answer it (EIP-1474); leading zeros are accepted. */
export const QuantityAnswer = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/, 'not a quantity')
  .transform((hex) => BigInt(hex))

/** Bytes of any length up to a limit. */
export const DataAnswer = (maxBytes: number) =>
  z
    .string()
    .max(2 * maxBytes + 2, 'too long')
    .regex(/^0x(?:[0-9a-fA-F]{2})*$/, 'not bytes')
    .transform(toBytes)

/** Exactly so many bytes. */
export const FixedDataAnswer = (bytes: number) =>
  DataAnswer(bytes).refine((data) => data.length === bytes, `not ${bytes} bytes`)

/** Exactly 32 bytes. */
export const HashAnswer = FixedDataAnswer(32)
