import type { Ticker, TreasuryTerms } from '../../api/marketData.ts'
import { accruedInterest, nextCoupon } from '../../treasury/accruedInterest.ts'
import { dayOfTime } from '../../treasury/dayCount.ts'
import { yieldOfCleanPrice } from '../../treasury/yieldToMaturity.ts'
import { bestLevel } from '../book/orderBook.ts'
import { findMarket } from '../core/checkPlacement.ts'
import type { Core } from '../core/core.ts'
import { accruedToReserve } from '../core/reservations.ts'
import type { Clock } from '../types.ts'
import type { CandleStore } from './candleStore.ts'

const DAY_MS = 86_400_000

type Accrual = Pick<Ticker, 'accruedInterest' | 'accruedReserve' | 'nextCoupon'>

/** What accrues changes once a day, a ticker with every trade. */
const rememberAccrual = (): ((terms: TreasuryTerms, day: number) => Accrual) => {
  const known = new WeakMap<TreasuryTerms, { readonly day: number; readonly accrual: Accrual }>()
  return (terms, day) => {
    const last = known.get(terms)
    if (last?.day === day) return last.accrual
    const coupon = nextCoupon(terms, day)
    const accrual = {
      accruedInterest: accruedInterest(terms, day),
      accruedReserve: accruedToReserve(terms, day),
      ...(coupon && { nextCoupon: coupon }),
    }
    known.set(terms, { day, accrual })
    return accrual
  }
}

/** Computes a market's ticker: best prices from its book, the rolling day from its one-minute candles. */
export const createTickers = (core: Core, candles: CandleStore, clock: Clock) => {
  const accrualOf = rememberAccrual()
  return (marketId: string): Ticker => {
    const { book, market, lastTraded } = findMarket(core, marketId)
    const nowMs = clock.nowMs()
    const today = dayOfTime(nowMs / 1000)
    const day = candles.summarize(marketId, nowMs - DAY_MS)
    const best = { bid: bestLevel(book.bids)?.priceTicks, ask: bestLevel(book.asks)?.priceTicks }
    const yieldToMaturity =
      lastTraded === undefined
        ? undefined
        : yieldOfCleanPrice(market.treasury, today, BigInt(lastTraded.priceTicks) * market.tickSize)
    return {
      marketId,
      ...accrualOf(market.treasury, today),
      volumeLots: day?.volumeLots ?? 0,
      ...(day && { openPriceTicks: day.openTicks, highPriceTicks: day.highTicks, lowPriceTicks: day.lowTicks }),
      ...(lastTraded && { lastPriceTicks: lastTraded.priceTicks }),
      ...(best.bid !== undefined && { bestBidTicks: best.bid }),
      ...(best.ask !== undefined && { bestAskTicks: best.ask }),
      ...(yieldToMaturity !== undefined && { yieldToMaturity }),
    }
  }
}
