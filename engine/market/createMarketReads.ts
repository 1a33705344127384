import type { Address, Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { BookEvent, Candle, CandleInterval, Ticker, Trade } from '../api/marketData.ts'
import type { OrderRecord } from '../api/order.ts'
import { findMarket } from './core/checkPlacement.ts'
import type { Core } from './core/core.ts'
import { bookToRecord } from './core/records.ts'
import type { CandleStore } from './projection/candleStore.ts'
import type { FillFilter, OrderFilter, Queries } from './projection/createQueries.ts'
import type { MarketFeeds } from './stream/createMarketFeeds.ts'

export interface ReadDependencies {
  readonly core: Core
  readonly queries: Queries
  readonly candles: CandleStore
  readonly feeds: MarketFeeds
  readonly tickerOf: (marketId: string) => Ticker
}

/** Everything that can be read and watched. Where a market is named, `market/not-found` says that there is none. */
export const createMarketReads = ({ core, queries, candles, feeds, tickerOf }: ReadDependencies) => ({
  getOrder: async (orderId: Hex): Promise<OrderRecord> => {
    const record = queries.findOrder(orderId)
    if (record === undefined) throw new TerminalError('order/not-found', `There is no order ${orderId}.`, { orderId })
    return record
  },
  listOrders: async (filter: OrderFilter) => queries.listOrders(filter),
  listFills: async (filter: FillFilter) => queries.listFills(filter),
  getBook: async (marketId: string) => {
    const market = findMarket(core, marketId)
    return bookToRecord(market, feeds.bookSequence(market))
  },
  watchBook: async (marketId: string): Promise<AsyncIterableIterator<BookEvent>> =>
    feeds.watchBook(findMarket(core, marketId)),
  /** Newest first. */
  listTrades: async (
    marketId: string,
    page: { limit: number; beforeSequence?: number | undefined },
  ): Promise<Trade[]> => {
    findMarket(core, marketId)
    return queries.listTrades(marketId, page.limit, page.beforeSequence)
  },
  watchTrades: async (marketId: string, afterSequence?: number): Promise<AsyncIterableIterator<Trade[]>> => {
    findMarket(core, marketId)
    return feeds.watchTrades(marketId, afterSequence)
  },
  /** Oldest first. */
  listCandles: async (
    marketId: string,
    page: { interval: CandleInterval; limit: number; beforeMs?: number | undefined },
  ): Promise<Candle[]> => {
    findMarket(core, marketId)
    return candles.list(marketId, page.interval, page.beforeMs ?? Number.MAX_SAFE_INTEGER, page.limit)
  },
  /** A candle with volume 0 is gone: every fill in it failed to settle. */
  watchCandles: async (marketId: string, interval: CandleInterval): Promise<AsyncIterableIterator<Candle>> => {
    findMarket(core, marketId)
    return feeds.watchCandles(marketId, interval)
  },
  listTickers: async () => [...core.markets.keys()].map(tickerOf),
  watchTickers: async () => feeds.watchTickers(),
  /** Open orders and recent fills of an account, then what changes. The portfolio is the caller's to add. */
  watchAccountOrders: async (account: Address) => feeds.watchAccount(account),
})
