import type { Address } from 'viem'
import type { AccountEvent } from '../../api/market.ts'
import type { BookEvent, Candle, CandleInterval, Ticker, Trade } from '../../api/marketData.ts'
import type { FillRecord, OrderRecord } from '../../api/order.ts'
import type { Core, CoreChanges, CoreMarket } from '../core/core.ts'
import { orderToRecord } from '../core/records.ts'
import type { CandleStore, ChangedCandle } from '../projection/candleStore.ts'
import type { ChangedRecords } from '../projection/createProjection.ts'
import { fillToTrade, type Queries } from '../projection/createQueries.ts'
import { createBookFeed } from './createBookFeed.ts'
import { createLatestFeed, drainAll, drainOne, once, type Prelude } from './createLatestFeed.ts'
import type { Stream } from './Stream.ts'

const RECENT_FILLS = 100
const RECENT_TRADES = 100
const TRADES_A_PAGE = 500
const EVERYWHERE = ''

export interface FeedDependencies {
  readonly core: Core
  readonly queries: Queries
  readonly candles: CandleStore
  readonly tickerOf: (marketId: string) => Ticker
}

/** Every stream of the market. `publish` is called once for each batch of commands, after its commit. */
export const createMarketFeeds = (dependencies: FeedDependencies) => {
  const { core, queries } = dependencies
  const books = createBookFeed(core.sequence)
  const tickers = createTickerFeed(dependencies)
  const candles = createCandleFeed(dependencies)
  const accounts = createAccountFeed(dependencies)
  const trades = createLatestFeed<Trade, Trade[]>({
    keyOf: ({ fillId }) => fillId,
    begin: () => () => undefined,
    drain: drainAll,
    mayRestart: false,
  })
  const unsettled = createLatestFeed<number, number>({
    keyOf: () => EVERYWHERE,
    begin: () => once(() => core.unsettled.size),
    drain: drainOne,
    mayRestart: true,
  })

  return {
    bookSequence: books.sequenceOf,
    watchBook: (market: CoreMarket): Stream<BookEvent> => books.watch(market),
    watchTickers: () => tickers.watch(EVERYWHERE),
    watchAccount: (account: Address) => accounts.watch(account),
    watchCandles: (marketId: string, interval: CandleInterval) => candles.watch(topicOf(marketId, interval)),
    watchTrades: (marketId: string, afterSequence: number | undefined) =>
      trades.watch(marketId, earlierTrades(queries, marketId, afterSequence)),
    watchUnsettled: () => unsettled.watch(EVERYWHERE),
    publish: (changes: CoreChanges, records: ChangedRecords, changed: readonly ChangedCandle[]): void => {
      books.publish(changes)
      const touched = [...changes.levels.keys(), ...changes.markets].map(({ market }) => market.marketId)
      tickers.publish(EVERYWHERE, [...new Set([...touched, ...records.fills.map(({ marketId }) => marketId)])])
      for (const fill of records.fills) trades.publish(fill.marketId, [fillToTrade(fill)])
      for (const { marketId, interval, candle } of changed) candles.publish(topicOf(marketId, interval), [candle])
      for (const order of records.orders) accounts.publish(order.order.trader, [{ order }])
      for (const fill of records.fills) for (const side of [fill.buyer, fill.seller]) accounts.publish(side, [{ fill }])
      if (records.fills.length > 0) unsettled.publish(EVERYWHERE, [core.unsettled.size])
    },
    /** Prices of a day ago leave the tickers though nothing trades. */
    refreshTickers: (): void => tickers.publish(EVERYWHERE, [...core.markets.keys()]),
    /** Ends every stream. */
    end: (): void => {
      for (const feed of [books, tickers, candles, accounts, trades, unsettled]) feed.end()
    },
  }
}

export type MarketFeeds = ReturnType<typeof createMarketFeeds>

const topicOf = (marketId: string, interval: CandleInterval): string => `${interval}/${marketId}`

const createTickerFeed = ({ core, tickerOf }: FeedDependencies) =>
  createLatestFeed<string, Ticker[]>({
    keyOf: (marketId) => marketId,
    begin: () => once(() => [...core.markets.keys()].map(tickerOf)),
    // Computed when the reader wants them: whatever happened since it last read costs one computation.
    drain: (pending) => drainAll(pending).map(tickerOf),
    mayRestart: true,
  })

const createCandleFeed = ({ candles }: FeedDependencies) =>
  createLatestFeed<Candle, Candle>({
    keyOf: ({ startMs }) => `${startMs}`,
    begin: (topic) =>
      once(() => {
        const slash = topic.indexOf('/')
        const interval = topic.slice(0, slash) as CandleInterval
        return candles.list(topic.slice(slash + 1), interval, Number.MAX_SAFE_INTEGER, 1)[0]
      }),
    drain: drainOne,
    mayRestart: true,
  })

type AccountChange = { readonly order: OrderRecord } | { readonly fill: FillRecord }

const createAccountFeed = ({ core, queries }: FeedDependencies) =>
  createLatestFeed<AccountChange, AccountEvent>({
    keyOf: (change) => ('order' in change ? change.order.orderId : change.fill.fillId),
    begin: (account) =>
      once(() => {
        const trader = account as Address
        const orders = [...(core.accounts.get(trader)?.openOrders ?? [])].map(orderToRecord)
        return { kind: 'snapshot', orders, fills: queries.listFills({ trader, limit: RECENT_FILLS }) }
      }),
    drain: (pending) => {
      const changes = drainAll(pending)
      return {
        kind: 'change',
        orders: changes.flatMap((change) => ('order' in change ? [change.order] : [])),
        fills: changes.flatMap((change) => ('fill' in change ? [change.fill] : [])),
      }
    },
    mayRestart: true,
  })

/** What is stored, a page at a time; meanwhile what happens collects behind it. */
const earlierTrades = (queries: Queries, marketId: string, afterSequence: number | undefined): Prelude<Trade[]> => {
  if (afterSequence === undefined) {
    return once(() => {
      const latest = queries.listTrades(marketId, RECENT_TRADES).reverse()
      return latest.length === 0 ? undefined : latest
    })
  }
  let last = afterSequence
  return () => {
    const page = queries.listTradesAfter(marketId, last, TRADES_A_PAGE)
    last = page.at(-1)?.sequence ?? last
    return page.length === 0 ? undefined : page
  }
}
