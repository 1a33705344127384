import type { HardforkName } from '../evm/createCommon.ts'

/** What an account has in the first block. Amounts in wei; code, slots and values in 0x-hex. */
export type GenesisAccount = {
  readonly balance?: bigint
  readonly nonce?: bigint
  readonly code?: `0x${string}`
  readonly storage?: Readonly<Record<`0x${string}`, `0x${string}`>>
}

/** What a chain has instead of a consensus layer and a clock, so that the same transactions make the same blocks again. */
export type GenesisConsensus = {
  /** 32 bytes. Every block's RANDAO and beacon root follow from it and the block's number; without it, RANDAO from the parent's hash. */
  readonly seed?: `0x${string}`
  /** Every block is so many seconds after its parent, whatever the clock says, unless its time was asked for. */
  readonly secondsPerBlock?: bigint
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
  readonly consensus?: GenesisConsensus
}

/** A genesis with every field; a chain without `consensus` follows the clock. */
export type CompleteGenesis = Required<Omit<Genesis, 'consensus'>> & Pick<Genesis, 'consensus'>

const GWEI = 1_000_000_000n

export const DEFAULT_CHAIN_ID = 731337

/** Fills in what a genesis leaves out. */
export const completeGenesis = (genesis: Genesis): CompleteGenesis => ({
  chainId: DEFAULT_CHAIN_ID,
  hardfork: 'prague',
  gasLimit: 60_000_000n,
  baseFeePerGas: GWEI,
  coinbase: '0x0000000000000000000000000000000000000000',
  alloc: {},
  ...genesis,
})
