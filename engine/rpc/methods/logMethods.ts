import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { createPendingFilter, type PolledFilter } from '../createFilterRegistry.ts'
import { formatHeader, formatLog, formatPooled } from '../format.ts'
import { isSelected, queryLogs, readLogs, toLogSelection } from '../queryLogs.ts'
import { defineMethod, type Json, type MethodTable, type RpcContext, type RpcSession } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { LogFilterRequest, NoParams } from '../schemas.ts'

const FilterId = z.tuple([z.string().max(66)])
const MAX_SUBSCRIPTIONS = 128

const createBlockFilter = (chain: Chain): PolledFilter => {
  let last = chain.head().number
  const poll = (): Json[] => {
    const hashes: Json[] = []
    for (const head = chain.head().number; last < head; last++) {
      const block = chain.store.getBlockByNumber(last + 1)
      if (block !== undefined) hashes.push(toHex(block.hash))
    }
    return hashes
  }
  const close = chain.subscribe((event) => {
    if (event.type === 'rollback') last = Math.min(last, event.head.number)
  })
  return { poll, all: undefined, close }
}

const createLogFilter = (chain: Chain, request: LogFilterRequest): PolledFilter => {
  const selection = toLogSelection(request)
  let last = chain.head().number
  /** Logs that the client may have been told of and that are no more. */
  let removed: Json[] = []
  const poll = (): Json[] => {
    const head = chain.head().number
    const added = head === last ? [] : readLogs(chain, { ...selection, fromBlock: last + 1, toBlock: head })
    const changes = [...removed, ...added.map((log) => formatLog(log))]
    last = head
    removed = []
    return changes
  }
  const close = chain.subscribe((event) => {
    if (event.type !== 'rollback') return
    const told = event.removedLogs.filter((log) => log.blockNumber <= last && isSelected(selection, log))
    removed.push(...told.map((log) => formatLog(log, true)))
    last = Math.min(last, event.head.number)
  })
  return { poll, all: () => queryLogs(chain, request).map((log) => formatLog(log)), close }
}

/** `syncing` has nothing to say: this chain is all there is of it. */
const TOPICS = ['newHeads', 'newPendingTransactions', 'logs', 'syncing'] as const
type Topic = (typeof TOPICS)[number]

/** Calls `send` with each item of a subscription's topic. `request`: which logs, or whether pending transactions come whole. */
const watch = (
  chain: Chain,
  topic: Topic,
  request: LogFilterRequest | boolean,
  send: (result: Json) => void,
): (() => void) =>
  chain.subscribe((event) => {
    if (event.type === 'pending') {
      if (topic === 'newPendingTransactions') send(request === true ? formatPooled(event.pooled) : event.pooled.hash)
      return
    }
    if (topic === 'newHeads') send(formatHeader(event.type === 'block' ? event.block : event.head))
    if (topic !== 'logs') return
    const selection = toLogSelection(typeof request === 'boolean' ? {} : request)
    if (event.type === 'rollback') {
      for (const log of event.removedLogs) if (isSelected(selection, log)) send(formatLog(log, true))
      return
    }
    const { number } = event.block
    const filter = { ...selection, fromBlock: number, toBlock: number }
    for (const log of chain.store.getLogs(filter, Number.MAX_SAFE_INTEGER)) send(formatLog(log))
  })

const subscribe = (
  { chain, createId }: RpcContext,
  session: RpcSession,
  topic: Topic,
  request: LogFilterRequest | boolean,
): Json => {
  const { notify, subscriptions } = session
  if (notify === undefined) throw new RpcError(RPC_CODES.refused, 'notifications not supported')
  if (subscriptions.size >= MAX_SUBSCRIPTIONS) throw new RpcError(RPC_CODES.limitExceeded, 'too many subscriptions')
  const id = createId()
  const stop = watch(chain, topic, request, (result) =>
    notify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription: id, result } }),
  )
  subscriptions.set(id, stop)
  return id
}

/** Logs, filters and subscriptions. */
export const logMethods: MethodTable = {
  eth_getLogs: defineMethod(z.tuple([LogFilterRequest]), ({ chain }, [request]) =>
    queryLogs(chain, request).map((log) => formatLog(log)),
  ),
  eth_newFilter: defineMethod(z.tuple([LogFilterRequest]), ({ chain, filters }, [request]) =>
    filters.add(createLogFilter(chain, request)),
  ),
  eth_newBlockFilter: defineMethod(NoParams, ({ chain, filters }) => filters.add(createBlockFilter(chain))),
  eth_newPendingTransactionFilter: defineMethod(NoParams, ({ chain, filters }) =>
    filters.add(createPendingFilter(chain)),
  ),
  eth_getFilterChanges: defineMethod(FilterId, ({ filters }, [id]) => filters.get(id).poll()),
  eth_getFilterLogs: defineMethod(FilterId, ({ filters }, [id]) => {
    const { all } = filters.get(id)
    if (all === undefined) throw new RpcError(RPC_CODES.refused, 'filter not found')
    return all()
  }),
  eth_uninstallFilter: defineMethod(FilterId, ({ filters }, [id]) => filters.remove(id)),
  eth_subscribe: defineMethod(
    z.tuple([z.enum(TOPICS), z.union([z.boolean(), LogFilterRequest]).nullish()]),
    (context, [topic, request], session) => subscribe(context, session, topic, request ?? {}),
  ),
  eth_unsubscribe: defineMethod(FilterId, (_context, [id], { subscriptions }) => {
    subscriptions.get(id)?.()
    return subscriptions.delete(id)
  }),
}
