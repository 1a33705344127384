import type { Address, Hex } from 'viem'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import type { ContractDirectory } from './createContractDirectory.ts'
import type { TokenFinder } from './createTokenFinder.ts'

/** What the explorer asks of a network, and what it knows of it. */
export interface ExplorerNetwork {
  readonly provider: EthereumProvider
  readonly directory: ContractDirectory
  readonly findTokens: TokenFinder
}

/** A block to ask for, as JSON-RPC takes it. */
export const toBlockTag = (number: number): Hex => `0x${number.toString(16)}`

/** A contract as far as it is known: by the address book, by its code, or both. */
export interface KnownContract {
  readonly address: Address
  readonly name: string | undefined
  /** Most fitting first: the code's own ABI. */
  readonly abis: readonly KnownAbi[]
}
