import type { HardforkName } from '../evm/createCommon.ts'

/** What an account has in the first block. Amounts in wei; code, slots and values in 0x-hex. */
export type GenesisAccount = {
  readonly balance?: bigint
  readonly nonce?: bigint
  readonly code?: `0x${string}`
  readonly storage?: Readonly<Record<`0x${string}`, `0x${string}`>>
}

/**
 * How a chain begins. What is left out has the default in `completeGenesis`. The system contracts of the hardfork are always
 * there and need not be listed.
 */
export type Genesis = {
  readonly chainId?: number
  readonly hardfork?: HardforkName
  /** Seconds since 1970. */
  readonly timestamp: bigint
  readonly gasLimit?: bigint
  readonly baseFeePerGas?: bigint
  /** Receives the priority fees of every block. */
  readonly coinbase?: `0x${string}`
  readonly alloc?: Readonly<Record<`0x${string}`, GenesisAccount>>
}

const GWEI = 1_000_000_000n

export const DEFAULT_CHAIN_ID = 731337

/** A genesis with every field. */
export const completeGenesis = (genesis: Genesis): Required<Genesis> => ({
  chainId: DEFAULT_CHAIN_ID,
  hardfork: 'prague',
  gasLimit: 60_000_000n,
  baseFeePerGas: GWEI,
  coinbase: '0x0000000000000000000000000000000000000000',
  alloc: {},
  ...genesis,
})
