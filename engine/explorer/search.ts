import { getAddress, type Hex } from 'viem'
import type { SearchHit } from '../api/explorerRecords.ts'
import { askIfOffered } from './ask.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import { readBlock, readHeadNumber } from './readBlocks.ts'
import { RpcTransaction } from './rpcAnswers.ts'

const MAX_HITS = 20

/** What a text may mean: a block's number or hash, a transaction's hash, an address, or part of a contract's name. */
export const search = async (network: ExplorerNetwork, text: string): Promise<SearchHit[]> => {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return searchHash(network, text.toLowerCase() as Hex)
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return [toAccountHit(network, getAddress(text.toLowerCase()))]
  const plain = text.replaceAll(/[,_\s]/g, '').replace(/^#/, '')
  const names = searchNames(network, text)
  if (!/^(\d{1,15}|0x[0-9a-fA-F]{1,12})$/.test(plain) && text !== 'latest') return names
  const number = text === 'latest' ? await readHeadNumber(network) : Number(plain)
  const block = await readBlock(network, number)
  return block === undefined ? names : [{ kind: 'block', number: block.number, hash: block.hash }, ...names]
}

const searchHash = async (network: ExplorerNetwork, hash: Hex): Promise<SearchHit[]> => {
  const [transaction, block] = await Promise.all([
    askIfOffered(network.provider, {
      method: 'eth_getTransactionByHash',
      params: [hash],
      schema: RpcTransaction.nullable(),
    }),
    readBlock(network, hash),
  ])
  return [
    ...(transaction ? [{ kind: 'transaction' as const, hash }] : []),
    ...(block === undefined ? [] : [{ kind: 'block' as const, number: block.number, hash }]),
  ]
}

const toAccountHit = ({ directory }: ExplorerNetwork, address: ReturnType<typeof getAddress>): SearchHit => {
  const name = directory.nameOf(address)
  return { kind: 'account', address, ...(name === undefined ? {} : { name }) }
}

/** All words must be in the name; names that begin with the text come first. */
const searchNames = ({ directory }: ExplorerNetwork, text: string): SearchHit[] => {
  const wanted = text.toLowerCase()
  const words = wanted.split(/\s+/)
  return directory
    .listNames()
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .sort(
      (one, other) =>
        Number(other.name.toLowerCase().startsWith(wanted)) - Number(one.name.toLowerCase().startsWith(wanted)),
    )
    .slice(0, MAX_HITS)
    .map(({ address, name }) => ({ kind: 'account', address, name }))
}
