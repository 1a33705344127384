import { getAddress, isAddress } from 'viem'
import { z } from 'zod'

/**
 * An unsigned 256-bit integer in the smallest unit of whatever its field's name says. In memory a `bigint`; on JSON doors a
 * decimal string (a JSON number would lose digits above 2^53).
 */
export const Uint256 = z
  .union([
    z.bigint(),
    z
      .string()
      .regex(/^(0|[1-9][0-9]{0,77})$/, 'must be a decimal integer')
      .transform((text) => BigInt(text)),
  ])
  .refine((value) => value >= 0n && value < 2n ** 256n, 'must fit in 256 bits')
  .meta({ description: 'An unsigned integer up to 2^256-1; a decimal string in JSON.' })

/** A signed integer amount (a change of a balance). */
export const SignedAmount = z.bigint()

/** An Ethereum address; returned with its EIP-55 checksum. A mixed-case address with a wrong checksum is refused. */
export const Address = z
  .string()
  .refine((value) => isAddress(value), 'must be a 20-byte hexadecimal address with a right checksum')
  .transform((value) => getAddress(value))
  .meta({ description: 'A 20-byte address, 0x and 40 hexadecimal digits.' })

/** Thirty-two bytes, 0x and 64 hexadecimal digits, in lower case. */
export const Bytes32 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hexadecimal digits')
  .transform((value) => value.toLowerCase() as `0x${string}`)

/** Bytes of any length up to 64 KiB. */
export const Bytes = z
  .string()
  .max(2 + 2 * 65_536)
  .regex(/^0x([0-9a-fA-F]{2})*$/, 'must be 0x and an even number of hexadecimal digits')
  .transform((value) => value.toLowerCase() as `0x${string}`)

/** A whole number that a double holds exactly: ticks, lots, sequence numbers, Unix times. */
export const Count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

/** Milliseconds since the Unix epoch. */
export const TimeMs = Count.meta({ description: 'Milliseconds since the Unix epoch.' })

/** A list's page: how many rows at most (1 to 500). */
export const Limit = z.coerce.number().int().min(1).max(500).default(100)
