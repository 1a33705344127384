import { z } from 'zod'
import type { CompleteGenesis } from './Genesis.ts'

const hex = (pattern: RegExp) => z.custom<`0x${string}`>((value) => typeof value === 'string' && pattern.test(value))
const Hex = hex(/^0x[0-9a-fA-F]*$/)
const Address = hex(/^0x[0-9a-fA-F]{40}$/)
const Amount = z
  .string()
  .regex(/^\d{1,78}$/)
  .transform(BigInt)

const Account = z.strictObject({
  balance: Amount.exactOptional(),
  nonce: Amount.exactOptional(),
  code: Hex.exactOptional(),
  storage: z.record(Hex, Hex).exactOptional(),
})

const GenesisText = z.strictObject({
  chainId: z.int().positive(),
  hardfork: z.enum(['prague', 'osaka']),
  timestamp: Amount,
  gasLimit: Amount,
  baseFeePerGas: Amount,
  coinbase: Address,
  alloc: z.record(Address, Account),
  consensus: z
    .strictObject({ seed: hex(/^0x[0-9a-fA-F]{64}$/).exactOptional(), secondsPerBlock: Amount.exactOptional() })
    .exactOptional(),
})

/** A genesis as JSON; amounts are decimal strings. */
export const writeGenesisText = (genesis: CompleteGenesis): string =>
  JSON.stringify(genesis, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** @throws ZodError, SyntaxError */
export const parseGenesisText = (text: string): CompleteGenesis => GenesisText.parse(JSON.parse(text))
