import type { Address } from 'viem'

/** A public or local chain that has a name here. */
export type KnownNetwork = {
  readonly chainId: number
  /** Where a node is by default; elsewhere the variable `QUANTERA_RPC_<NAME>` says, as such URLs hold keys. */
  readonly url?: string
  /** Where the consensus layer's deposits are made. */
  readonly depositContract: Address
  /** Whether blocks come on demand, and money means nothing: practice money by default, and one confirmation. */
  readonly isLocal: boolean
}

/** @see https://github.com/ethereum/consensus-specs (`DEPOSIT_CONTRACT_ADDRESS`), https://github.com/eth-clients */
export const knownNetworks = {
  mainnet: { chainId: 1, depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa', isLocal: false },
  sepolia: { chainId: 11_155_111, depositContract: '0x7f02C3E3c98b133055B8B348B2Ac625669Ed295D', isLocal: false },
  hoodi: { chainId: 560_048, depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa', isLocal: false },
  anvil: {
    chainId: 31_337,
    url: 'http://127.0.0.1:8545',
    depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa',
    isLocal: true,
  },
  practice: { chainId: 731_337, depositContract: '0x00000000219ab540356cBB839Cbe05303d7705Fa', isLocal: true },
} as const satisfies Record<string, KnownNetwork>

/** What is known of a chain. */
export const findKnownNetwork = (chainId: number): KnownNetwork | undefined =>
  Object.values(knownNetworks).find((network) => network.chainId === chainId)
