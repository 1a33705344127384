import type { Address } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { Placement } from './command.ts'
import type { Core, CoreMarket, CoreOrder } from './core.ts'
import { amountGiven, assetGiven, reservedOf } from './reservations.ts'

/** Bounds that keep every sum of lots and every product of the band check a safe integer. */
const MAX_SIZE_LOTS = 1_000_000_000n
const MAX_PRICE_TICKS = 100_000_000_000n
const BPS = 10_000

/** Thrown when settlements moved the account after its funds were read, and it matters: they must be read again. */
export class StaleFundsError extends Error {
  override readonly name = 'StaleFundsError'
}

/** An order that may be placed, in the market's units. */
export interface CheckedPlacement {
  readonly market: CoreMarket
  readonly priceTicks: number
  readonly sizeLots: number
  readonly expiresAtMs: number
  readonly feeBps: number
}

/** The market with this id. @throws TerminalError `market/not-found` */
export const findMarket = (core: Core, marketId: string): CoreMarket => {
  const market = core.markets.get(marketId)
  if (market === undefined) throw new TerminalError('market/not-found', `There is no market ${marketId}.`, { marketId })
  return market
}

/**
 * Whether an order may be placed now, by everything the core knows; `replaced` is the order that would make room for it.
 * Changes nothing. It is asked before an order is journalled (so that refusals cost no disk) and again when it is applied.
 *
 * @throws TerminalError with the code of the first rule the order breaks
 * @throws StaleFundsError when the placement's reading of the account's funds is out of date
 */
export const checkPlacement = (
  core: Core,
  placement: Placement,
  nowMs: number,
  replaced?: CoreOrder,
): CheckedPlacement => {
  const { orderId, signed } = placement
  const duplicate = core.orders.get(orderId)
  if (duplicate !== undefined) throw duplicateOrder(orderId, duplicate.state)
  const market = findMarket(core, placement.marketId)
  const checked = checkTerms(market, placement, nowMs)
  checkPriceBand(market, checked.priceTicks)
  const { trader } = signed.order
  const openOrders = (core.accounts.get(trader)?.openOrders.size ?? 0) - (replaced === undefined ? 0 : 1)
  if (openOrders >= core.maxOpenOrders) {
    throw new TerminalError('order/too-many', `A trader may have ${core.maxOpenOrders} open orders.`, {
      trader,
      limit: core.maxOpenOrders,
    })
  }
  checkFunds(core, placement, checked, replaced)
  return checked
}

/** An order is placed once: its EIP-712 digest is its id. `state` says what became of it the first time. */
export const duplicateOrder = (orderId: string, state: string): TerminalError =>
  new TerminalError('order/duplicate', 'This order was placed before.', { orderId, state })

/** What settlements ever took of a trader's asset. */
export const settledOutOf = (core: Core, trader: Address, asset: Address): bigint =>
  core.accounts.get(trader)?.settledOut.get(asset) ?? 0n

/** The rules that look at nothing but the market's terms and the order. */
const checkTerms = (market: CoreMarket, { signed: { order } }: Placement, nowMs: number): CheckedPlacement => {
  const { marketId, tickSize, lotSize, status, treasuryStatus, makerFeeBps, takerFeeBps } = market.market
  if (status === 'halted') throw new TerminalError('market/halted', `Trading of ${marketId} is halted.`, { marketId })
  if (treasuryStatus !== 'active') {
    throw new TerminalError('market/halted', `The treasury of ${marketId} is ${treasuryStatus}.`, {
      marketId,
      treasuryStatus,
    })
  }
  const priceTicks = order.price / tickSize
  if (order.price % tickSize !== 0n || priceTicks < 1n || priceTicks > MAX_PRICE_TICKS) {
    throw new TerminalError('order/tick-size', `The price ${order.price} is not a multiple of the tick ${tickSize}.`, {
      price: order.price,
      tickSize,
      maxPriceTicks: MAX_PRICE_TICKS,
    })
  }
  const sizeLots = order.quantity / lotSize
  if (order.quantity % lotSize !== 0n || sizeLots < 1n || sizeLots > MAX_SIZE_LOTS) {
    throw new TerminalError('order/lot-size', `The quantity ${order.quantity} is not 1 to 10^9 lots of ${lotSize}.`, {
      quantity: order.quantity,
      lotSize,
      maxSizeLots: MAX_SIZE_LOTS,
    })
  }
  if (order.postOnly && (order.timeInForce === 'IOC' || order.timeInForce === 'FOK')) {
    throw new TerminalError('order/time-in-force', `A post-only order can't be ${order.timeInForce}.`, {
      timeInForce: order.timeInForce,
    })
  }
  const expiresAtMs = order.expiry * 1000
  if (expiresAtMs <= nowMs) {
    throw new TerminalError('order/expired', 'The order has expired.', { expiry: order.expiry, nowMs })
  }
  const feeBps = order.postOnly ? makerFeeBps : Math.max(makerFeeBps, takerFeeBps)
  if (order.maxFeeBps < feeBps) {
    throw new TerminalError('order/fee', `The market may take ${feeBps} bps, the order allows ${order.maxFeeBps}.`, {
      feeBps,
      maxFeeBps: order.maxFeeBps,
    })
  }
  return { market, priceTicks: Number(priceTicks), sizeLots: Number(sizeLots), expiresAtMs, feeBps }
}

/** Prices stay near the last trade that didn't fail, or near the configured reference before a first trade. */
const checkPriceBand = ({ market, lastTraded, referencePriceTicks }: CoreMarket, priceTicks: number): void => {
  const reference = lastTraded?.priceTicks ?? referencePriceTicks
  if (reference === undefined) return
  if (Math.abs(priceTicks - reference) * BPS > reference * market.priceBandBps) {
    throw new TerminalError(
      'order/price-band',
      `The price is more than ${market.priceBandBps} bps from the reference ${reference} ticks.`,
      { priceTicks, referencePriceTicks: reference, priceBandBps: market.priceBandBps },
    )
  }
}

const checkFunds = (
  core: Core,
  { signed: { order }, available, settledOut }: Placement,
  { market, priceTicks, sizeLots, feeBps }: CheckedPlacement,
  replaced: CoreOrder | undefined,
): void => {
  const { trader, side } = order
  const asset = assetGiven(market, side)
  const givenBack = replaced !== undefined && assetGiven(market, replaced.side) === asset ? replaced.reserved : 0n
  const reserved = reservedOf(core, trader, asset) - givenBack
  const needed = amountGiven(market, side, sizeLots, priceTicks, feeBps)
  // What settled since the reading is no longer reserved, and may or may not be missing from the reading: assume it is not.
  const settledSince = settledOutOf(core, trader, asset) - settledOut
  if (available - settledSince - reserved >= needed) return
  if (settledSince > 0n) throw new StaleFundsError()
  throw new TerminalError('order/balance', 'The account can’t cover the order besides its other orders.', {
    trader,
    asset,
    needed,
    available,
    reserved,
  })
}
