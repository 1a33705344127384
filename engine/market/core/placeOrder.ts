import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hex } from 'viem'
import { type MatchResult, matchOrder } from '../book/matchOrder.ts'
import { insertOrder, removeOrder } from '../book/orderBook.ts'
import type { CheckedPlacement } from './checkPlacement.ts'
import type { Placement } from './command.ts'
import {
  accountOf,
  type Core,
  type CoreFill,
  type CoreMarket,
  type CoreOrder,
  type Reason,
  touchLevel,
} from './core.ts'
import { reserveForFill, reserveForOrder } from './reservations.ts'

/** Sentences for the ways an order ends that are nobody's error. */
const endings = {
  'order/post-only': 'It would have taken liquidity.',
  'order/not-filled': 'It could not fill at once.',
  'order/self-trade': 'It would have traded with an order of the same trader.',
  'order/cancelled': 'It was cancelled.',
  'order/expired': 'It expired.',
} as const

/** The reason an order ended, for people and programs. */
export const endingOf = (code: keyof typeof endings): Reason => ({ code, message: endings[code] })

/** A checked order before it meets the book. `sequence` is its time priority. */
export const createOrder = (
  core: Core,
  placement: Placement,
  checked: CheckedPlacement,
  owner: string,
  nowMs: number,
): CoreOrder => {
  const { order } = placement.signed
  return {
    orderId: placement.orderId,
    trader: order.trader,
    side: order.side,
    priceTicks: checked.priceTicks,
    sequence: core.sequence,
    openLots: checked.sizeLots,
    level: undefined,
    previous: undefined,
    next: undefined,
    market: checked.market,
    owner,
    signed: placement.signed,
    sizeLots: checked.sizeLots,
    expiresAtMs: checked.expiresAtMs,
    feeBps: checked.feeBps,
    acceptedAtMs: nowMs,
    state: 'open',
    filledLots: 0,
    unsettledFills: 0,
    reason: undefined,
    updatedAtMs: nowMs,
    reserved: 0n,
  }
}

/**
 * Lets an order meet the book: a new one, or one that returns after a failed settlement (then with its old sequence).
 * Answers the fills it made, oldest first.
 */
export const enterBook = (core: Core, order: CoreOrder, nowMs: number): readonly CoreFill[] => {
  const { market, signed } = order
  const { timeInForce, postOnly } = signed.order
  core.orders.set(order.orderId, order)
  const rules = { timeInForce, postOnly, selfTradePrevention: signed.selfTradePrevention }
  const result = matchOrder(market.book, order, rules)
  for (const selfTrade of result.selfTrades) {
    endOrder(core, findOrder(core, selfTrade.orderId), 'cancelled', endingOf('order/self-trade'), nowMs)
  }
  const fills = result.matches.map(({ maker, priceTicks, lots }) =>
    addFill(core, findOrder(core, maker.orderId), order, priceTicks, lots, nowMs),
  )
  finishPlacing(core, order, result, nowMs)
  return fills
}

const finishPlacing = (core: Core, order: CoreOrder, { outcome, reason }: MatchResult, nowMs: number): void => {
  if (outcome === 'resting') {
    order.market.nextExpiryMs = Math.min(order.market.nextExpiryMs, order.expiresAtMs)
    touchLevel(core, order.market, order.side, order.priceTicks)
    updateOrder(core, order, 'open', undefined, nowMs)
  } else if (outcome === 'filled') {
    updateOrder(core, order, 'filled', undefined, nowMs)
  } else {
    // A new post-only order that would cross never traded; everything else had its chance and is cancelled.
    const state = reason === 'order/post-only' && order.sequence === core.sequence ? 'rejected' : 'cancelled'
    endOrder(core, order, state, endingOf(reason ?? 'order/not-filled'), nowMs)
  }
}

/** Ends what is open of an order: it leaves the book, and nothing is held back for it any more. */
export const endOrder = (
  core: Core,
  order: CoreOrder,
  state: 'cancelled' | 'expired' | 'rejected',
  reason: Reason,
  nowMs: number,
): void => {
  if (order.level !== undefined) touchLevel(core, order.market, order.side, order.priceTicks)
  removeOrder(order.market.book, order)
  order.openLots = 0
  updateOrder(core, order, state, reason, nowMs)
}

/** Takes an order out of the book for a moment, to see what would happen without it; the answer puts it back. */
export const setAside = (core: Core, order: CoreOrder): (() => void) => {
  removeOrder(order.market.book, order)
  touchLevel(core, order.market, order.side, order.priceTicks)
  return () => insertOrder(order.market.book, order)
}

/** Records a change of an order everywhere it counts: its account's open orders, what it holds back, and who is told. */
export const updateOrder = (
  core: Core,
  order: CoreOrder,
  state: CoreOrder['state'],
  reason: Reason | undefined,
  nowMs: number,
): void => {
  order.state = state
  order.reason = reason
  order.updatedAtMs = nowMs
  const { openOrders } = accountOf(core, order.trader)
  if (state === 'open') openOrders.add(order)
  else openOrders.delete(order)
  reserveForOrder(core, order)
  core.changes.orders.add(order)
}

/** The order with this id, which the book says exists: were it missing, book and core would disagree, which is a bug. */
const findOrder = (core: Core, orderId: string): CoreOrder => {
  const order = core.orders.get(orderId as Hex)
  if (order === undefined) throw new Error(`The book holds ${orderId}, the core doesn't.`)
  return order
}

const addFill = (
  core: Core,
  maker: CoreOrder,
  taker: CoreOrder,
  priceTicks: number,
  sizeLots: number,
  nowMs: number,
): CoreFill => {
  const { market } = taker
  core.fillSequence += 1
  const fill: CoreFill = {
    fillId: fillIdOf(market, core.fillSequence, maker, taker),
    market,
    sequence: core.fillSequence,
    maker,
    taker,
    priceTicks,
    sizeLots,
    matchedAtMs: nowMs,
    settlement: 'matched',
    transactionHash: undefined,
    blockNumber: undefined,
    reason: undefined,
  }
  core.unsettled.set(fill.fillId, fill)
  core.changes.fills.add(fill)
  market.lastTraded = { sequence: fill.sequence, priceTicks }
  for (const order of [maker, taker]) {
    order.filledLots += sizeLots
    order.unsettledFills += 1
  }
  reserveForFill(core, fill, 1n)
  touchLevel(core, market, maker.side, priceTicks)
  updateOrder(core, maker, maker.openLots === 0 ? 'filled' : 'open', undefined, nowMs)
  return fill
}

/** keccak256 of market, sequence and both orders: the same at every replay, and never the same for two fills. */
const fillIdOf = ({ market }: CoreMarket, sequence: number, maker: CoreOrder, taker: CoreOrder): Hex => {
  const text = utf8ToBytes(`${market.marketId}:${sequence}:`)
  const bytes = concatBytes(text, hexToBytes(maker.orderId.slice(2)), hexToBytes(taker.orderId.slice(2)))
  return `0x${bytesToHex(keccak_256(bytes))}`
}
