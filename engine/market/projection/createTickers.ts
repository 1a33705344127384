import type { Ticker } from '../../api/marketData.ts'
import { yieldOfPrice } from '../../treasury/yieldToMaturity.ts'
import { bestLevel } from '../book/orderBook.ts'
import { findMarket } from '../core/checkPlacement.ts'
import type { Core } from '../core/core.ts'
import type { Clock } from '../types.ts'
import type { CandleStore } from './candleStore.ts'

const DAY_MS = 86_400_000

/** Computes a market's ticker: best prices from its book, the rolling day from its one-minute candles. */
export const createTickers =
  (core: Core, candles: CandleStore, clock: Clock) =>
  (marketId: string): Ticker => {
    const { book, market, lastTraded } = findMarket(core, marketId)
    const nowMs = clock.nowMs()
    const day = candles.summarize(marketId, nowMs - DAY_MS)
    const best = { bid: bestLevel(book.bids)?.priceTicks, ask: bestLevel(book.asks)?.priceTicks }
    const yieldToMaturity =
      lastTraded === undefined
        ? undefined
        : yieldOfPrice(market.treasury, Math.floor(nowMs / 1000), BigInt(lastTraded.priceTicks) * market.tickSize)
    return {
      marketId,
      volumeLots: day?.volumeLots ?? 0,
      ...(day && { openPriceTicks: day.openTicks, highPriceTicks: day.highTicks, lowPriceTicks: day.lowTicks }),
      ...(lastTraded && { lastPriceTicks: lastTraded.priceTicks }),
      ...(best.bid !== undefined && { bestBidTicks: best.bid }),
      ...(best.ask !== undefined && { bestAskTicks: best.ask }),
      ...(yieldToMaturity !== undefined && { yieldToMaturity }),
    }
  }
