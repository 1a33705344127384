import { type Address, type Hex, padHex } from 'viem'
import type { TransactionSummary } from '../api/explorerRecords.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import { readFullBlock, readHeadNumber, summariseTransactions } from './readBlocks.ts'
import type { RpcFullBlock } from './rpcAnswers.ts'

/** One request looks through so many blocks: no node keeps an index of parties. */
const MAX_BLOCKS = 512
const BATCH = 32

interface Request {
  readonly address: Address
  readonly beforeBlock?: number | undefined
  readonly limit: number
}

const isParty =
  (address: Address) =>
  ({ from, to }: RpcFullBlock['transactions'][number]): boolean =>
    from === address || to === address

/** The transactions of a block that are from or to an account, newest first; those that created it too. */
const listInBlock = async (
  network: ExplorerNetwork,
  block: RpcFullBlock,
  address: Address,
): Promise<TransactionSummary[]> => {
  const direct = block.transactions.filter(isParty(address))
  const creations = block.transactions.filter(({ to }) => to === undefined)
  const candidates = [...new Set([...direct, ...creations])]
  if (candidates.length === 0) return []
  const { summaries } = await summariseTransactions(network, block, candidates)
  return summaries
    .filter(({ from, to, createdAddress }) => [from, to, createdAddress].includes(address))
    .sort((one, other) => (other.index ?? 0) - (one.index ?? 0))
}

/** Looks backwards through blocks until a page is full or enough were read. A block is never split between pages. */
export const listTransactionsOf = async (network: ExplorerNetwork, { address, beforeBlock, limit }: Request) => {
  const head = await readHeadNumber(network)
  const toBlock = Math.max(0, Math.min(head, (beforeBlock ?? head + 1) - 1))
  const oldest = Math.max(0, toBlock - MAX_BLOCKS + 1)
  const transactions: TransactionSummary[] = []
  const describePage = (fromBlock: number, hasMore: boolean) => ({
    transactions,
    fromBlock,
    toBlock,
    ...(hasMore ? { nextBeforeBlock: fromBlock } : {}),
    names: network.directory.namesOf(
      transactions.flatMap(({ from, to, createdAddress }) => [from, to, createdAddress]) as Address[],
    ),
  })
  let next = toBlock
  while (next >= oldest && transactions.length < limit && beforeBlock !== 0) {
    const numbers = Array.from({ length: Math.min(BATCH, next - oldest + 1) }, (_, index) => next - index)
    const blocks = await Promise.all(numbers.map((number) => readFullBlock(network, number)))
    for (const block of blocks) {
      if (transactions.length >= limit) break
      // A fork has no blocks before the one it began with.
      if (block === undefined) return describePage(next + 1, false)
      transactions.push(...(await listInBlock(network, block, address)))
      next -= 1
    }
  }
  return describePage(next + 1, next >= 0 && beforeBlock !== 0)
}

/** An address as an indexed argument has it. */
export const toTopic = (address: Address): Hex => padHex(address.toLowerCase() as Hex, { size: 32 })
