import { type Address, type Hex, toEventHash } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { ExplorerLog } from '../api/explorerRecords.ts'
import { indexAbi } from '../compiler/decode/indexAbi.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import { ask, isRefusal } from './ask.ts'
import { decodeLogs } from './decodeLogs.ts'
import { type ExplorerNetwork, toBlockTag } from './ExplorerNetwork.ts'
import { listAddresses } from './listAddresses.ts'
import { parseRows, Rows } from './parseRows.ts'
import { readHeadNumber } from './readBlocks.ts'
import { RpcLog } from './rpcAnswers.ts'

/** A request asks for at most so many ranges and looks through at most so many blocks. */
const MAX_REQUESTS = 24
const MAX_BLOCKS = 200_000
const FIRST_RANGE = 2_000
const MAX_RANGE = 50_000

export interface LogSearch {
  readonly address?: Address | undefined
  readonly event?: string | undefined
  readonly topic1?: Hex | undefined
  readonly topic2?: Hex | undefined
  readonly topic3?: Hex | undefined
  readonly fromBlock?: number | undefined
  readonly toBlock?: number | undefined
  readonly beforeLogIndex?: number | undefined
  readonly limit: number
}

/**
 * The first topics that an event's name, signature or topic stands for.
 *
 * @throws TerminalError `explorer/unknown-event`
 */
export const findEventTopics = (event: string, abis: readonly KnownAbi[]): Hex[] => {
  if (/^0x[0-9a-fA-F]{64}$/.test(event)) return [event.toLowerCase() as Hex]
  if (event.includes('(')) return [hashSignature(event)]
  const topics = new Set<Hex>()
  for (const { abi } of abis) {
    for (const [topic, entries] of indexAbi(abi).events) {
      if (entries.some(({ name }) => name.toLowerCase() === event.toLowerCase())) topics.add(topic)
    }
  }
  if (topics.size > 0) return [...topics]
  throw new TerminalError(
    'explorer/unknown-event',
    'No known contract has an event of that name. Give its signature: Name(type,type).',
    { event },
  )
}

const hashSignature = (signature: string): Hex => {
  try {
    return toEventHash(signature)
  } catch {
    throw new TerminalError(
      'explorer/unknown-event',
      'That is no event signature. Example: Transfer(address,address,uint256).',
      {
        event: signature,
      },
    )
  }
}

const toTopics = async (network: ExplorerNetwork, search: LogSearch): Promise<(Hex | Hex[] | null)[]> => {
  const { address, event, topic1, topic2, topic3 } = search
  const contract = address === undefined || event === undefined ? undefined : await network.directory.find(address)
  const first = event === undefined ? null : findEventTopics(event, contract?.abis ?? network.directory.commonAbis)
  const topics = [first, topic1 ?? null, topic2 ?? null, topic3 ?? null]
  while (topics.length > 0 && topics.at(-1) === null) topics.pop()
  return topics
}

/** One range, or `undefined` when it holds more than the network gives at once. */
const readRange = async ({ provider }: ExplorerNetwork, filter: Record<string, unknown>, from: number, to: number) => {
  try {
    return await ask(provider, {
      method: 'eth_getLogs',
      params: [{ ...filter, fromBlock: toBlockTag(from), toBlock: toBlockTag(to) }],
      schema: Rows,
    })
  } catch (error) {
    if (isRefusal(error) && from < to) return undefined
    throw error
  }
}

/** Logs of a range of blocks, newest first, in ranges that grow while little is found and shrink when the network refuses. */
export const searchLogs = async (network: ExplorerNetwork, search: LogSearch) => {
  const { address, limit, beforeLogIndex } = search
  const head = await readHeadNumber(network)
  const toBlock = Math.min(search.toBlock ?? head, head)
  const fromBlock = search.fromBlock ?? 0
  const topics = await toTopics(network, search)
  const filter = { ...(address === undefined ? {} : { address }), topics }
  const isBeforeCursor = ({ blockNumber, logIndex }: RpcLog) =>
    beforeLogIndex === undefined || blockNumber < toBlock || logIndex < beforeLogIndex
  const found: RpcLog[] = []
  let next = toBlock
  let range = FIRST_RANGE
  const oldest = Math.max(fromBlock, toBlock - MAX_BLOCKS + 1)
  for (let requests = 0; requests < MAX_REQUESTS && next >= oldest && found.length <= limit; requests++) {
    const from = Math.max(oldest, next - range + 1)
    const logs = await readRange(network, filter, from, next)
    if (logs === undefined) {
      range = Math.max(1, Math.floor((next - from + 1) / 4))
      continue
    }
    const wanted = limit + 1 - found.length
    const isEnough = (parsed: readonly RpcLog[]) => parsed.filter(isBeforeCursor).length >= wanted
    found.push(...(await parseRows(RpcLog, logs.toReversed(), isEnough)).filter(isBeforeCursor))
    next = from - 1
    range = Math.min(MAX_RANGE, range * 2)
  }
  const page = found.slice(0, limit)
  const logs = await decodeLogs(network, page)
  return { logs, ...describeProgress(found, page, { fromBlock, toBlock, next }), names: namesOf(network, logs) }
}

const namesOf = ({ directory }: ExplorerNetwork, logs: readonly ExplorerLog[]) =>
  directory.namesOf(logs.flatMap(({ address, args }) => [address as Address, ...listAddresses(args ?? [])]))

/** Where a page ends: within a block, or between two. */
const describeProgress = (
  found: readonly RpcLog[],
  page: readonly RpcLog[],
  { fromBlock, toBlock, next }: { fromBlock: number; toBlock: number; next: number },
) => {
  const last = page.at(-1)
  if (found.length > page.length && last !== undefined) {
    const cursor = { toBlock: last.blockNumber, beforeLogIndex: last.logIndex }
    return { fromBlock: last.blockNumber, toBlock, next: cursor }
  }
  return { fromBlock: next + 1, toBlock, ...(next >= fromBlock ? { next: { toBlock: next } } : {}) }
}
