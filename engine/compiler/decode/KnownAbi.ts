import type { Abi } from 'viem'

/** An ABI to read with, and the contract it belongs to: a `ContractArtifact` is one, `{ abi }` as well. */
export type KnownAbi = { readonly name?: string; readonly abi: Abi }
