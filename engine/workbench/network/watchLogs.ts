import { type Address, numberToHex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { askNetwork } from '../../networks/askNetwork.ts'
import type { EthereumProvider, ProviderMessage } from '../../networks/Network.ts'
import { BlockNumber, NodeLog } from './nodeAnswers.ts'

const MAX_FIRST = 100
const MAX_BATCH = 500
const MAX_WAITING = 20_000
const FIRST_WINDOW_BLOCKS = 2_048

/**
 * The latest 100 logs of a contract, oldest first, then new ones as blocks come, and once more, `removed`, those of blocks that are
 * gone. Nothing is missed or told twice between the two.
 *
 * @throws TerminalError `chain/unavailable`, `stream/too-slow` when 20,000 logs wait for the reader
 */
export async function* watchLogs(
  provider: EthereumProvider,
  address: Address,
  fromBlock: number,
  signal: AbortSignal,
): AsyncGenerator<NodeLog[], void, void> {
  const waiting: NodeLog[] = []
  let wake = (): void => undefined
  let subscription: string | undefined
  // Notifications may come before the id of their subscription does.
  const early: ProviderMessage['data'][] = []
  const take = ({ subscription: id, result }: ProviderMessage['data']): void => {
    const log = id === subscription ? NodeLog.safeParse(result) : undefined
    if (!log?.success) return
    waiting.push(log.data)
    wake()
  }
  const listen = ({ data }: ProviderMessage): void => {
    if (subscription === undefined) early.push(data)
    else take(data)
  }
  const onAbort = (): void => wake()
  provider.on('message', listen)
  signal.addEventListener('abort', onAbort)
  try {
    const request = { method: 'eth_subscribe', params: ['logs', { address }] }
    subscription = await askNetwork(provider, request, z.string())
    early.splice(0).forEach(take)
    const latest = await readLatest(provider, address, fromBlock)
    const known = new Set(latest.map(identify))
    yield latest
    while (!signal.aborted) {
      if (waiting.length > MAX_WAITING)
        throw new TerminalError('stream/too-slow', 'Events come faster than they are read.')
      const batch = waiting.splice(0, MAX_BATCH).filter((log) => log.removed || !known.delete(identify(log)))
      if (batch.length > 0) yield batch
      else if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    provider.removeListener('message', listen)
    signal.removeEventListener('abort', onAbort)
    if (subscription !== undefined) {
      provider.request({ method: 'eth_unsubscribe', params: [subscription] }).catch(() => undefined)
    }
  }
}

const identify = ({ blockHash, logIndex }: NodeLog): string => `${blockHash} ${logIndex}`

/**
 * Goes back through the blocks in growing steps until there are 100 logs, or none before. A node refuses what would be too long an
 * answer: then the step was too large.
 */
const readLatest = async (provider: EthereumProvider, address: Address, fromBlock: number): Promise<NodeLog[]> => {
  let end = await askNetwork(provider, { method: 'eth_blockNumber' }, BlockNumber)
  let found: NodeLog[] = []
  for (let size = FIRST_WINDOW_BLOCKS; end >= fromBlock && found.length < MAX_FIRST; ) {
    const start = Math.max(fromBlock, end - size + 1)
    const logs = await readRange(provider, address, start, end).catch((error: unknown) => {
      if (size === 1 || !(error instanceof TerminalError)) throw error
      return undefined
    })
    size = logs === undefined ? Math.max(1, Math.floor(size / 16)) : size * 4
    if (logs === undefined) continue
    found = [...logs, ...found]
    end = start - 1
  }
  return found.slice(-MAX_FIRST)
}

const readRange = (provider: EthereumProvider, address: Address, start: number, end: number): Promise<NodeLog[]> => {
  const filter = { address, fromBlock: numberToHex(start), toBlock: numberToHex(end) }
  return askNetwork(provider, { method: 'eth_getLogs', params: [filter] }, z.array(NodeLog))
}
