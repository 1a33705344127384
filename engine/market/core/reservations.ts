import type { Address } from 'viem'
import type { TreasuryTerms } from '../../api/marketData.ts'
import type { Side } from '../../api/order.ts'
import { accruedInterest } from '../../treasury/accruedInterest.ts'
import { dayOfTime } from '../../treasury/dayCount.ts'
import { accountOf, type Core, type CoreFill, type CoreMarket, type CoreOrder } from './core.ts'

const BPS = 10_000n
const MS_PER_DAY = 86_400_000

/** The asset an order gives: buyers pay in the settlement token, sellers deliver the treasury. */
export const assetGiven = ({ market }: CoreMarket, side: Side): Address =>
  side === 'buy' ? market.settlementToken.address : market.treasury.token

/**
 * What a side must be able to give for `lots` at `priceTicks`, in base units of the asset it gives. A buyer needs the clean
 * amount, the accrued interest and the highest fee the market may take, each rounded up: never less than the settlement moves.
 * A seller's fee comes out of the payment it receives.
 */
export const amountGiven = (
  { market, wholeToken, reservedAccrued }: Pick<CoreMarket, 'market' | 'wholeToken' | 'reservedAccrued'>,
  side: Side,
  lots: number,
  priceTicks: number,
  feeBps: number,
): bigint => {
  const quantity = BigInt(lots) * market.lotSize
  if (side === 'sell') return quantity
  const cleanAmount = divideUp(quantity * BigInt(priceTicks) * market.tickSize, wholeToken)
  const accrued = divideUp(quantity * reservedAccrued, wholeToken)
  return cleanAmount + accrued + divideUp(cleanAmount * BigInt(feeBps), BPS)
}

const divideUp = (numerator: bigint, denominator: bigint): bigint => (numerator + denominator - 1n) / denominator

/** What a trader's orders and unsettled fills hold back of an asset, in base units. */
export const reservedOf = (core: Core, trader: Address, asset: Address): bigint =>
  core.accounts.get(trader)?.reserved.get(asset) ?? 0n

/** Brings what an order holds back in line with its open lots. */
export const reserveForOrder = (core: Core, order: CoreOrder): void => {
  const { market, side, openLots, priceTicks, feeBps } = order
  const amount = openLots === 0 ? 0n : amountGiven(market, side, openLots, priceTicks, feeBps)
  changeReserved(core, order.trader, assetGiven(market, side), amount - order.reserved)
  order.reserved = amount
}

/** Holds back (`sign` 1) or gives free (-1) what both sides need to settle a fill. */
export const reserveForFill = (core: Core, fill: CoreFill, sign: 1n | -1n): void => {
  for (const { trader, side, feeBps } of [fill.maker, fill.taker]) {
    const amount = amountGiven(fill.market, side, fill.sizeLots, fill.priceTicks, feeBps)
    changeReserved(core, trader, assetGiven(fill.market, side), sign * amount)
  }
}

/**
 * The accrued interest that a buyer holds back on a day for one whole token, rounded up: the most of that day and its neighbours,
 * since what is matched today may settle after midnight, and the chain's clock may be behind ours when a coupon's day begins.
 */
export const accruedToReserve = (treasury: TreasuryTerms, day: number): bigint => {
  const nearDays = [day - 1, day, day + 1].map((near) => accruedInterest(treasury, near))
  const most = nearDays.reduce((highest, one) => (one > highest ? one : highest))
  return most === 0n ? 0n : most + 1n
}

/**
 * Brings what a market's buyers hold back in line with a day's accrued interest. Done as soon as the market's time reaches another
 * day, so that a reservation depends on the market's state alone, however it came there.
 */
export const reserveForDay = (core: Core, market: CoreMarket, nowMs: number): void => {
  const day = dayOfTime(nowMs / 1000)
  const accrued = accruedToReserve(market.market.treasury, day)
  market.reservedDay = day
  if (accrued === market.reservedAccrued) return
  const fills = [...core.unsettled.values()].filter((fill) => fill.market === market)
  for (const fill of fills) reserveForFill(core, fill, -1n)
  market.reservedAccrued = accrued
  for (const fill of fills) reserveForFill(core, fill, 1n)
  for (const { orderId } of market.book.orders.values()) {
    const order = core.orders.get(orderId as CoreOrder['orderId'])
    if (order?.side === 'buy') reserveForOrder(core, order)
  }
}

/** When a market's reservations are of yesterday, Unix milliseconds; never where no interest accrues. */
export const nextDayMsOf = ({ market, reservedDay }: CoreMarket): number => {
  const { couponsPerYear, maturityDay } = market.treasury
  const isAccruing = couponsPerYear !== 0 && reservedDay !== 0 && reservedDay < maturityDay
  return isAccruing ? (reservedDay + 1) * MS_PER_DAY : Number.POSITIVE_INFINITY
}

const changeReserved = (core: Core, trader: Address, asset: Address, change: bigint): void => {
  if (change === 0n) return
  const { reserved } = accountOf(core, trader)
  const amount = (reserved.get(asset) ?? 0n) + change
  if (amount === 0n) reserved.delete(asset)
  else reserved.set(asset, amount)
}
