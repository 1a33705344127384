import type { Address, Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { AccountEvent } from '../api/market.ts'
import type { Book, BookEvent, Candle, CandleInterval, Market, Ticker, Trade } from '../api/marketData.ts'
import type { FillRecord, OrderRecord } from '../api/order.ts'
import { findMarket } from './core/checkPlacement.ts'
import type { Core } from './core/core.ts'
import { bookToRecord } from './core/records.ts'
import type { CandleStore } from './projection/candleStore.ts'
import type { FillFilter, OrderFilter, Queries } from './projection/createQueries.ts'
import type { MarketFeeds } from './stream/createMarketFeeds.ts'
import type { Stream } from './stream/Stream.ts'
import type { Reservations } from './types.ts'

export interface ReadDependencies {
  readonly core: Core
  readonly queries: Queries
  readonly candles: CandleStore
  readonly feeds: MarketFeeds
  readonly tickerOf: (marketId: string) => Ticker
}

/** A page of a market's trades. */
export interface TradePage {
  readonly marketId: string
  readonly limit: number
  readonly beforeSequence?: number | undefined
}

/** A page of a market's candles. */
export interface CandlePage {
  readonly marketId: string
  readonly interval: CandleInterval
  readonly limit: number
  readonly beforeMs?: number | undefined
}

/** Everything that can be read and watched. Where a market is named, `market/not-found` says that there is none. */
export const createMarketReads = ({ core, queries, candles, feeds, tickerOf }: ReadDependencies) => ({
  listMarkets: async (): Promise<Market[]> => [...core.markets.values()].map(({ market }) => market),
  getMarket: async (marketId: string): Promise<Market> => findMarket(core, marketId).market,
  getTicker: async (marketId: string): Promise<Ticker> => tickerOf(marketId),
  watchTickers: async (): Promise<Stream<Ticker[]>> => feeds.watchTickers(),
  getBook: async (marketId: string): Promise<Book> => {
    const market = findMarket(core, marketId)
    return bookToRecord(market, feeds.bookSequence(market))
  },
  watchBook: async (marketId: string): Promise<Stream<BookEvent>> => feeds.watchBook(findMarket(core, marketId)),
  /** Newest first. */
  listTrades: async ({ marketId, limit, beforeSequence }: TradePage): Promise<Trade[]> => {
    findMarket(core, marketId)
    return queries.listTrades(marketId, limit, beforeSequence)
  },
  watchTrades: async (of: {
    readonly marketId: string
    readonly afterSequence?: number | undefined
  }): Promise<Stream<Trade[]>> => {
    findMarket(core, of.marketId)
    return feeds.watchTrades(of.marketId, of.afterSequence)
  },
  /** Oldest first. */
  listCandles: async ({ marketId, interval, limit, beforeMs }: CandlePage): Promise<Candle[]> => {
    findMarket(core, marketId)
    return candles.list(marketId, interval, beforeMs ?? Number.MAX_SAFE_INTEGER, limit)
  },
  /** A candle with volume 0 is gone: every fill in it failed to settle. */
  watchCandles: async (of: {
    readonly marketId: string
    readonly interval: CandleInterval
  }): Promise<Stream<Candle>> => {
    findMarket(core, of.marketId)
    return feeds.watchCandles(of.marketId, of.interval)
  },
  getOrder: async (orderId: Hex): Promise<OrderRecord> => {
    const record = queries.findOrder(orderId)
    if (record === undefined) throw new TerminalError('order/not-found', `There is no order ${orderId}.`, { orderId })
    return record
  },
  listOrders: async (filter: OrderFilter): Promise<OrderRecord[]> => queries.listOrders(filter),
  listFills: async (filter: FillFilter): Promise<FillRecord[]> => queries.listFills(filter),
  /** Open orders and recent fills of an account, then what changes. The portfolio is the caller's to add. */
  watchAccountOrders: async (account: Address): Promise<Stream<AccountEvent>> => feeds.watchAccount(account),
  /** What an account's open orders and unsettled fills hold back, base units by asset. */
  reservationsOf: async (account: Address): Promise<Reservations> =>
    Object.fromEntries(core.accounts.get(account)?.reserved ?? []),
  unsettledCount: async (): Promise<number> => core.unsettled.size,
  watchUnsettled: async (): Promise<Stream<number>> => feeds.watchUnsettled(),
})
