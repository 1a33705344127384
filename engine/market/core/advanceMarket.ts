import type { Hex } from 'viem'
import { dayOfTime } from '../../treasury/dayCount.ts'
import type { Core, CoreMarket } from './core.ts'
import { endingOf, endOrder } from './placeOrder.ts'
import { reserveForDay } from './reservations.ts'

/**
 * Moves a market's time on, never back: ends the orders whose time has come, and on another day holds back its accrued interest.
 * Answers the market's time.
 */
export const advanceMarket = (core: Core, market: CoreMarket, atMs: number): number => {
  market.lastMs = Math.max(market.lastMs, atMs)
  if (dayOfTime(market.lastMs / 1000) !== market.reservedDay) reserveForDay(core, market, market.lastMs)
  if (market.nextExpiryMs > market.lastMs) return market.lastMs
  market.nextExpiryMs = Number.POSITIVE_INFINITY
  for (const { orderId } of [...market.book.orders.values()]) {
    const order = core.orders.get(orderId as Hex)
    if (order === undefined) continue
    if (order.expiresAtMs <= market.lastMs) endOrder(core, order, 'expired', endingOf('order/expired'), market.lastMs)
    else market.nextExpiryMs = Math.min(market.nextExpiryMs, order.expiresAtMs)
  }
  return market.lastMs
}
