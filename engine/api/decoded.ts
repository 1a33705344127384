import { z } from 'zod'
import { Address, Bytes32 } from './schemas.ts'

/** Bytes of any length in hexadecimal, as the chain answers them. */
export const HexData = z.string().regex(/^0x([0-9a-fA-F]{2})*$/)

/**
 * One value by its ABI type. Integers are decimal strings, bytes and addresses hexadecimal, arrays and tuples arrays of `DecodedValue`.
 */
export interface DecodedValue {
  readonly name: string
  /** The canonical ABI type: `uint256`, `(address,uint256)[]`. */
  readonly type: string
  readonly value: string | boolean | readonly DecodedValue[]
}

export const DecodedValue: z.ZodType<DecodedValue> = z.object({
  name: z.string(),
  type: z.string(),
  get value(): z.ZodType<DecodedValue['value']> {
    return z.union([z.string(), z.boolean(), z.array(DecodedValue)])
  },
})

/** A call as its ABI reads it. */
export const DecodedCall = z.object({
  /** The contract's name where it was compiled here. */
  contract: z.string().optional(),
  /** `transfer(address,uint256)` */
  signature: z.string(),
  args: z.array(DecodedValue),
})
export type DecodedCall = z.infer<typeof DecodedCall>

/** An event as its ABI reads it; `signature` and `args` are absent where no known ABI fits. */
export const DecodedLog = z.object({
  address: Address,
  topics: z.array(Bytes32),
  data: HexData,
  contract: z.string().optional(),
  /** `Transfer(address,address,uint256)` */
  signature: z.string().optional(),
  args: z.array(DecodedValue).optional(),
})
export type DecodedLog = z.infer<typeof DecodedLog>

/** Why an execution reverted. */
export const DecodedRevert = z.object({
  /** `error`: `Error(string)`; `panic`: `Panic(uint256)` (Solidity's codes); `custom`: an error of a known ABI; `unknown`: none that fits. */
  kind: z.enum(['error', 'panic', 'custom', 'empty', 'unknown']),
  /** A sentence for people: the reason, the panic's meaning, or the error with its arguments. */
  message: z.string(),
  signature: z.string().optional(),
  args: z.array(DecodedValue).optional(),
  data: HexData,
})
export type DecodedRevert = z.infer<typeof DecodedRevert>
