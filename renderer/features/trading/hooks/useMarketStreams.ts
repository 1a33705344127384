import type { AccountEvent } from '../../../../engine/api/market.ts'
import type { Book, BookEvent, CandleInterval, Ticker, Trade } from '../../../../engine/api/marketData.ts'
import { useDesk, useLive } from '../../../app/connection/DeskContext.tsx'
import { type AccountState, applyAccountEvent } from '../model/account.ts'
import { applyBookEvent } from '../model/book.ts'
import { applyCandleEvent, type CandleEvent, type CandleSeries } from '../model/candles.ts'
import { findResumeSequence, mergeTrades } from '../model/trades.ts'

/** Tickers of all markets, live, by market id. */
export function useTickers() {
  const { client, getLiveStore } = useDesk()
  return useLive(
    getLiveStore<ReadonlyMap<string, Ticker>, readonly Ticker[]>('market.tickers', () => ({
      open: (_known, signal) => client.market.watchTickers(undefined, { signal }),
      reduce: (known, tickers) =>
        new Map([...(known ?? []), ...tickers.map((ticker) => [ticker.marketId, ticker] as const)]),
    })),
  )
}

/** A market's book, live; a missed change reopens it with a fresh snapshot. */
export function useBook(marketId: string) {
  const { client, getLiveStore } = useDesk()
  return useLive(
    getLiveStore<Book, BookEvent>(`market.book/${marketId}`, () => ({
      open: (_known, signal) => client.market.watchBook({ marketId }, { signal }),
      reduce: applyBookEvent,
    })),
  )
}

/** A market's public trades, newest first, live; after a loss it resumes where it was. */
export function useTrades(marketId: string) {
  const { client, getLiveStore } = useDesk()
  return useLive(
    getLiveStore<readonly Trade[], readonly Trade[]>(`market.trades/${marketId}`, () => ({
      open: (known, signal) => {
        const afterSequence = findResumeSequence(known ?? [])
        return client.market.watchTrades(
          { marketId, ...(afterSequence === undefined ? {} : { afterSequence }) },
          { signal },
        )
      },
      reduce: (known, trades) => mergeTrades(known ?? [], trades),
    })),
  )
}

/** An account's orders, fills and holdings, live. */
export function useAccount(account: string | undefined) {
  const { client, getLiveStore } = useDesk()
  return useLive(
    getLiveStore<AccountState, AccountEvent>(`market.account/${account ?? ''}`, () => ({
      open: (_known, signal) =>
        account === undefined ? waitForever(signal) : client.market.watchAccount({ account }, { signal }),
      reduce: applyAccountEvent,
    })),
  )
}

/** A stream of nothing, for as long as no account is chosen. */
async function* waitForever(signal: AbortSignal): AsyncGenerator<never> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

const pageSize = 300

/** A market's candles: the latest page, then live ones; `loadOlder` puts a page of history before them. */
export function useCandles(marketId: string, interval: CandleInterval) {
  const { client, getLiveStore } = useDesk()
  const listPage = async (beforeMs?: number) => {
    const candles = await client.market.listCandles({
      marketId,
      interval,
      limit: pageSize,
      ...(beforeMs === undefined ? {} : { beforeMs }),
    })
    return { candles, complete: candles.length < pageSize }
  }
  const store = getLiveStore<CandleSeries, CandleEvent>(`market.candles/${marketId}/${interval}`, () => ({
    open: async function* (_known, signal) {
      // Subscribed before the page is asked for: no trade falls between the two.
      const live = await client.market.watchCandles({ marketId, interval }, { signal })
      yield { kind: 'latest', ...(await listPage()) }
      for await (const candle of live) yield { kind: 'candle', candle }
    },
    reduce: applyCandleEvent,
  }))
  const loadOlder = async () => {
    const series = store.getState().value
    const oldest = series?.candles[0]
    if (oldest === undefined || series?.complete) return
    store.push({ kind: 'older', ...(await listPage(oldest.startMs)) })
  }
  return { ...useLive(store), loadOlder }
}
