import { type Address, erc20Abi, erc721Abi, erc1155Abi, getAddress, type Hex } from 'viem'
import type { AddressNames } from '../api/explorerRecords.ts'
import { fromHex } from '../chain/bytes.ts'
import type { ArtifactFinder, ContractArtifact } from '../compiler/ContractArtifact.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import type { KnownContract } from './ExplorerNetwork.ts'
import { readRunningCode } from './readRunningCode.ts'

/** Who is who on a network, and how to read what they say. */
export interface ContractDirectory {
  /** From the address book. */
  nameOf(address: Address): string | undefined
  /** Every name there is. */
  listNames(): readonly { readonly address: Address; readonly name: string }[]
  /** With its code's artifact, where it was compiled here; a delegated account has that of its delegate, a proxy that of its implementation. */
  find(address: Address): Promise<KnownContract>
  findArtifact(code: Hex): ContractArtifact | undefined
  /** For what no artifact is found of: the desk's own contracts, then the token standards. */
  readonly commonAbis: readonly KnownAbi[]
  /** The names of those of `addresses` that have one. */
  namesOf(addresses: Iterable<Address | undefined>): AddressNames
}

export interface DirectoryOptions {
  readonly provider: EthereumProvider
  readonly findArtifact: ArtifactFinder['findByCode']
  readonly listNames: () => readonly { readonly name: string; readonly address: Address }[]
  readonly commonAbis: readonly KnownAbi[]
}

const standardAbis: readonly KnownAbi[] = [{ abi: erc20Abi }, { abi: erc721Abi }, { abi: erc1155Abi }]
export const createContractDirectory = ({
  provider,
  findArtifact: findByCode,
  listNames,
  commonAbis,
}: DirectoryOptions): ContractDirectory => {
  const findArtifact = (code: Hex) => (code === '0x' ? undefined : findByCode(fromHex(code)))
  let named: { readonly list: ReturnType<typeof listNames>; readonly names: ReadonlyMap<Address, string> } | undefined
  const nameOf = (address: Address) => {
    const list = listNames()
    if (named?.list !== list) named = { list, names: new Map(list.map((entry) => [entry.address, entry.name])) }
    return named.names.get(address)
  }
  const directory: ContractDirectory = {
    nameOf,
    listNames,
    findArtifact,
    commonAbis: [...commonAbis, ...standardAbis],
    find: async (address) => {
      const { running, delegate } = await readRunningCode(provider, address)
      const artifact = findArtifact(running)
      const abis = artifact === undefined ? directory.commonAbis : [artifact, ...directory.commonAbis]
      const name = nameOf(address) ?? (delegate === undefined ? artifact?.name : undefined)
      return { address, name, abis }
    },
    namesOf: (addresses) => {
      const names: AddressNames = {}
      for (const address of addresses) {
        const name = address === undefined ? undefined : nameOf(getAddress(address))
        if (address !== undefined && name !== undefined) names[address] = name
      }
      return names
    },
  }
  return directory
}
