import { crosses } from '../book/matchOrder.ts'
import { changeOpenLots, oppositeOf } from '../book/orderBook.ts'
import type { SettlementOutcome } from '../types.ts'
import {
  accountOf,
  type Core,
  type CoreFill,
  type CoreMarket,
  type CoreOrder,
  type Reason,
  touchLevel,
} from './core.ts'
import { endOrder, enterBook, updateOrder } from './placeOrder.ts'
import { amountGiven, assetGiven, reserveForFill } from './reservations.ts'

/** Takes in what became of an unsettled fill on chain. */
export const applyOutcome = (core: Core, fill: CoreFill, outcome: SettlementOutcome, nowMs: number): void => {
  core.unsettled.delete(fill.fillId)
  core.changes.fills.add(fill)
  reserveForFill(core, fill, -1n)
  for (const order of [fill.maker, fill.taker]) order.unsettledFills -= 1
  if (outcome.kind === 'settled') markSettled(core, fill, outcome, nowMs)
  else unwind(core, fill, outcome, nowMs)
}

const markSettled = (
  core: Core,
  fill: CoreFill,
  { transactionHash, blockNumber }: Extract<SettlementOutcome, { kind: 'settled' }>,
  nowMs: number,
): void => {
  fill.settlement = 'settled'
  fill.transactionHash = transactionHash
  fill.blockNumber = blockNumber
  const { market } = fill
  if (market.lastSettled === undefined || market.lastSettled.sequence < fill.sequence) {
    market.lastSettled = { sequence: fill.sequence, priceTicks: fill.priceTicks }
  }
  for (const order of [fill.maker, fill.taker]) {
    const { settledOut } = accountOf(core, order.trader)
    const asset = assetGiven(market, order.side)
    const taken = amountGiven(market, order.side, fill.sizeLots, fill.priceTicks, order.feeBps)
    settledOut.set(asset, (settledOut.get(asset) ?? 0n) + taken)
    order.updatedAtMs = nowMs
    core.changes.orders.add(order)
  }
}

/**
 * Undoes a fill that failed to settle. The culprit's order ends with the reason; the other order's lots go back to the book
 * at their price and with their first time priority, where the order may still rest. If nobody knows the culprit both end:
 * otherwise the same two orders could match and fail for ever.
 */
const unwind = (
  core: Core,
  fill: CoreFill,
  { code, message, culprit }: Extract<SettlementOutcome, { kind: 'failed' }>,
  nowMs: number,
): void => {
  const reason: Reason = { code, message }
  fill.settlement = 'failed'
  fill.reason = reason
  forgetPrice(core, fill)
  const { maker, taker } = fill
  for (const order of [maker, taker]) order.filledLots -= fill.sizeLots
  const both = culprit === 'both' || culprit === 'unknown'
  const culprits = both ? [maker, taker] : [culprit === 'maker' ? maker : taker]
  // First everyone at fault leaves the book, so that what returns can't meet them again.
  for (const order of culprits) endWithFill(core, order, reason, nowMs)
  if (!both) returnLots(core, culprit === 'maker' ? taker : maker, fill.sizeLots, reason, nowMs)
}

/** The last traded price is that of a fill that didn't fail. */
const forgetPrice = (core: Core, { market, sequence }: CoreFill): void => {
  if (market.lastTraded?.sequence !== sequence) return
  let last = market.lastSettled
  for (const other of core.unsettled.values()) {
    if (other.market === market && (last === undefined || last.sequence < other.sequence)) last = other
  }
  market.lastTraded = last && { sequence: last.sequence, priceTicks: last.priceTicks }
}

const endWithFill = (core: Core, order: CoreOrder, reason: Reason, nowMs: number): void => {
  if (order.state === 'open' || order.state === 'filled') endOrder(core, order, 'cancelled', reason, nowMs)
  else updateOrder(core, order, order.state, order.reason, nowMs)
}

const returnLots = (core: Core, order: CoreOrder, lots: number, reason: Reason, nowMs: number): void => {
  if (order.state === 'open') {
    // It still rests: its lots come back where it stands.
    changeOpenLots(order, lots)
    touchLevel(core, order.market, order.side, order.priceTicks)
    updateOrder(core, order, 'open', undefined, nowMs)
  } else if (order.state !== 'filled') {
    // Its trader cancelled it, or it ended otherwise, while the fill was on its way: the lots end with it.
    updateOrder(core, order, order.state, order.reason, nowMs)
  } else if (mayRest(order) && order.expiresAtMs <= nowMs) {
    endOrder(core, order, 'expired', reason, nowMs)
  } else if (!mayRest(order) || wouldTradeInHalt(order)) {
    endOrder(core, order, 'cancelled', reason, nowMs)
  } else {
    order.openLots = lots
    enterBook(core, order, nowMs)
  }
}

const mayRest = ({ signed }: CoreOrder): boolean =>
  signed.order.timeInForce === 'GTC' || signed.order.timeInForce === 'GTD'

/** The book moved on while the order was filled: back at its price it may cross, and nothing trades in a halt. */
const wouldTradeInHalt = ({ market, side, priceTicks }: CoreOrder): boolean =>
  isHalted(market) && crosses(oppositeOf(market.book, side), priceTicks)

const isHalted = ({ market }: CoreMarket): boolean => market.status === 'halted' || market.treasuryStatus !== 'active'
