import type { Address } from 'viem'
import type { Services } from '../api/services.ts'
import type { ArtifactFinder } from '../compiler/ContractArtifact.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { createContractDirectory } from './createContractDirectory.ts'
import { createHeadFeed, type HeadFeed } from './createHeadFeed.ts'
import { createTokenFinder } from './createTokenFinder.ts'
import { describeTransaction } from './describeTransaction.ts'
import { deskAbis } from './deskAbis.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import { listTransactionsOf } from './listTransactionsOf.ts'
import { readAccount, readCode } from './readAccount.ts'
import { describeBlock, listBlocks, readHeadNumber } from './readBlocks.ts'
import { search } from './search.ts'
import { searchLogs } from './searchLogs.ts'
import { readStorage } from './storage/readStorage.ts'

export interface ExplorerOptions {
  /** @throws TerminalError `network/not-found` */
  readonly findProvider: (network: string) => EthereumProvider
  /** The names of a network: contracts, and parties that are known. */
  readonly listNames: (network: string) => readonly { readonly name: string; readonly address: Address }[]
  /** What was compiled here. */
  readonly findArtifact: ArtifactFinder['findByCode']
}

type OpenNetwork = ExplorerNetwork & { readonly feed: HeadFeed }

/** The explorer's part of the contract, on any network that answers JSON-RPC. It keeps nothing but what code was recognised. */
export const createExplorer = ({ findProvider, listNames, findArtifact }: ExplorerOptions): Services['explorer'] => {
  const open = new WeakMap<EthereumProvider, OpenNetwork>()
  const find = (id: string): OpenNetwork => {
    const provider = findProvider(id)
    const known = open.get(provider)
    if (known !== undefined) return known
    const directory = createContractDirectory({
      provider,
      findArtifact,
      listNames: () => listNames(id),
      commonAbis: deskAbis,
    })
    const network = { provider, directory, findTokens: createTokenFinder(provider) }
    const opened = { ...network, feed: createHeadFeed(network) }
    open.set(provider, opened)
    return opened
  }
  return {
    listBlocks: async ({ network: id, beforeNumber, limit }) => {
      const network = find(id)
      const headNumber = await readHeadNumber(network)
      const last = Math.min(headNumber, (beforeNumber ?? headNumber + 1) - 1)
      const blocks = await listBlocks(network, Math.max(0, last - limit + 1), last)
      const names = network.directory.namesOf(blocks.map(({ feeRecipient }) => feeRecipient as Address))
      return { blocks, headNumber, names }
    },
    getBlock: async ({ network, block }) => describeBlock(find(network), block),
    getTransaction: async ({ network, hash }) => describeTransaction(find(network), hash),
    listTransactionsOf: async ({ network, ...request }) => listTransactionsOf(find(network), request),
    getAccount: async ({ network, address }) => readAccount(find(network), address),
    getCode: async ({ network, address }) => readCode(find(network), address),
    readStorage: async ({ network, ...request }) => readStorage(find(network), request),
    searchLogs: async ({ network, ...request }) => searchLogs(find(network), request),
    search: async ({ network, text }) => ({ hits: await search(find(network), text) }),
    watchHead: async ({ network }, { signal }) => find(network).feed.watch(signal),
  }
}
