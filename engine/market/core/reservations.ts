import type { Address } from 'viem'
import type { Side } from '../../api/order.ts'
import { accountOf, type Core, type CoreFill, type CoreMarket, type CoreOrder } from './core.ts'

const BPS = 10_000n

/** The asset an order gives: buyers pay in the settlement token, sellers deliver the treasury. */
export const assetGiven = ({ market }: CoreMarket, side: Side): Address =>
  side === 'buy' ? market.settlementToken.address : market.treasury.token

/**
 * What a side must be able to give for `lots` at `priceTicks`, in base units of the asset it gives. A buyer needs the payment
 * and the highest fee the market may take, each rounded up: never less than the settlement moves. A seller's fee comes out of
 * the payment it receives.
 */
export const amountGiven = (
  { market, wholeToken }: CoreMarket,
  side: Side,
  lots: number,
  priceTicks: number,
  feeBps: number,
): bigint => {
  const quantity = BigInt(lots) * market.lotSize
  if (side === 'sell') return quantity
  const payment = divideUp(quantity * BigInt(priceTicks) * market.tickSize, wholeToken)
  return payment + divideUp(payment * BigInt(feeBps), BPS)
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

const changeReserved = (core: Core, trader: Address, asset: Address, change: bigint): void => {
  if (change === 0n) return
  const { reserved } = accountOf(core, trader)
  const amount = (reserved.get(asset) ?? 0n) + change
  if (amount === 0n) reserved.delete(asset)
  else reserved.set(asset, amount)
}
