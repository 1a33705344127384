import { z } from 'zod'
import { SignedOrder } from '../../api/market.ts'
import { Market } from '../../api/marketData.ts'
import { OrderState } from '../../api/order.ts'
import { Address, Bytes32, Count, TimeMs, Uint256 } from '../../api/schemas.ts'
import { insertOrder } from '../book/orderBook.ts'
import {
  accountOf,
  type Core,
  type CoreFill,
  type CoreMarket,
  type CoreOrder,
  createCore,
  createCoreMarket,
  isFinal,
} from './core.ts'
import { reserveForDay, reserveForFill, reserveForOrder } from './reservations.ts'

const TradedPrice = z.object({ sequence: Count, priceTicks: Count })

const SavedMarket = z.object({
  market: Market,
  lastMs: TimeMs,
  referencePriceTicks: Count.optional(),
  lastTraded: TradedPrice.optional(),
  lastSettled: TradedPrice.optional(),
})

const SavedOrder = z.object({
  orderId: Bytes32,
  marketId: z.string(),
  owner: z.string(),
  signed: SignedOrder,
  priceTicks: Count,
  sizeLots: Count,
  sequence: Count,
  openLots: Count,
  expiresAtMs: TimeMs,
  feeBps: Count,
  acceptedAtMs: TimeMs,
  updatedAtMs: TimeMs,
  state: OrderState,
  filledLots: Count,
  unsettledFills: Count,
  reason: z.object({ code: z.string(), message: z.string() }).optional(),
})

const SavedFill = z.object({
  fillId: Bytes32,
  sequence: Count,
  makerOrderId: Bytes32,
  takerOrderId: Bytes32,
  priceTicks: Count,
  sizeLots: Count,
  matchedAtMs: TimeMs,
})

/** The core's state at one sequence of the journal, as data. What can be computed from it (books, reservations) isn't in it. */
export const CoreSnapshot = z.object({
  sequence: Count,
  fillSequence: Count,
  markets: z.array(SavedMarket),
  orders: z.array(SavedOrder),
  unsettled: z.array(SavedFill),
  settledOut: z.array(z.object({ trader: Address, asset: Address, amount: Uint256 })),
})
export type CoreSnapshot = z.infer<typeof CoreSnapshot>

/** Saves the state. Equal states give equal snapshots: everything is sorted. */
export const exportCore = (core: Core): CoreSnapshot => ({
  sequence: core.sequence,
  fillSequence: core.fillSequence,
  markets: [...core.markets.values()]
    .map(({ market, lastMs, referencePriceTicks, lastTraded, lastSettled }) => ({
      market,
      lastMs,
      referencePriceTicks,
      lastTraded,
      lastSettled,
    }))
    .sort((a, b) => (a.market.marketId < b.market.marketId ? -1 : 1)),
  orders: [...core.orders.values()]
    .filter((order) => !isFinal(order))
    .map(saveOrder)
    .sort((a, b) => a.sequence - b.sequence),
  unsettled: [...core.unsettled.values()].map(saveFill).sort((a, b) => a.sequence - b.sequence),
  settledOut: [...core.accounts]
    .flatMap(([trader, { settledOut }]) => [...settledOut].map(([asset, amount]) => ({ trader, asset, amount })))
    .sort((a, b) => (`${a.trader}${a.asset}` < `${b.trader}${b.asset}` ? -1 : 1)),
})

const saveOrder = (order: CoreOrder): CoreSnapshot['orders'][number] => ({
  orderId: order.orderId,
  marketId: order.market.market.marketId,
  owner: order.owner,
  signed: order.signed,
  priceTicks: order.priceTicks,
  sizeLots: order.sizeLots,
  sequence: order.sequence,
  openLots: order.openLots,
  expiresAtMs: order.expiresAtMs,
  feeBps: order.feeBps,
  acceptedAtMs: order.acceptedAtMs,
  updatedAtMs: order.updatedAtMs,
  state: order.state,
  filledLots: order.filledLots,
  unsettledFills: order.unsettledFills,
  reason: order.reason,
})

const saveFill = ({ fillId, sequence, maker, taker, priceTicks, sizeLots, matchedAtMs }: CoreFill) => ({
  fillId,
  sequence,
  makerOrderId: maker.orderId,
  takerOrderId: taker.orderId,
  priceTicks,
  sizeLots,
  matchedAtMs,
})

/** Rebuilds the state that {@link exportCore} saved. */
export const importCore = (snapshot: CoreSnapshot, options: { readonly maxOpenOrders: number }): Core => {
  const core = createCore(options)
  core.sequence = snapshot.sequence
  core.fillSequence = snapshot.fillSequence
  for (const { market, ...state } of snapshot.markets) {
    const restored = Object.assign(createCoreMarket(market), state)
    reserveForDay(core, restored, state.lastMs)
    core.markets.set(market.marketId, restored)
    core.marketsByToken.set(market.treasury.token, restored)
  }
  for (const saved of snapshot.orders) restoreOrder(core, saved)
  for (const saved of snapshot.unsettled) restoreFill(core, saved)
  for (const { trader, asset, amount } of snapshot.settledOut) accountOf(core, trader).settledOut.set(asset, amount)
  return core
}

const restoreOrder = (core: Core, { marketId, ...saved }: CoreSnapshot['orders'][number]): void => {
  const market = existing(core.markets.get(marketId))
  const { trader, side } = saved.signed.order
  const links = { level: undefined, previous: undefined, next: undefined }
  const order: CoreOrder = { ...saved, ...links, reason: saved.reason, trader, side, market, reserved: 0n }
  core.orders.set(order.orderId, order)
  if (order.state === 'open') {
    insertOrder(market.book, order)
    market.nextExpiryMs = Math.min(market.nextExpiryMs, order.expiresAtMs)
    accountOf(core, trader).openOrders.add(order)
  }
  reserveForOrder(core, order)
}

const restoreFill = (core: Core, { makerOrderId, takerOrderId, ...saved }: CoreSnapshot['unsettled'][number]): void => {
  const maker = existing(core.orders.get(makerOrderId))
  const taker = existing(core.orders.get(takerOrderId))
  const outcome = { transactionHash: undefined, blockNumber: undefined, reason: undefined }
  const market: CoreMarket = maker.market
  const fill: CoreFill = { ...saved, ...outcome, market, maker, taker, settlement: 'matched' }
  core.unsettled.set(fill.fillId, fill)
  reserveForFill(core, fill, 1n)
}

const existing = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('The snapshot refers to something it does not hold.')
  return value
}
