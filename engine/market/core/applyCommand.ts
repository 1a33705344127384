import type { Hex } from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { FillRecord, OrderRecord } from '../../api/order.ts'
import { advanceMarket } from './advanceMarket.ts'
import { checkPlacement, findMarket, StaleFundsError } from './checkPlacement.ts'
import type { Command, CommandOf } from './command.ts'
import { accountOf, type Core, type CoreOrder, createCoreMarket, isFinal } from './core.ts'
import { createOrder, endingOf, endOrder, enterBook, setAside } from './placeOrder.ts'
import { fillToRecord, orderToRecord } from './records.ts'
import { reserveForDay } from './reservations.ts'
import { applyOutcome } from './settleFills.ts'

/** What a command did: the order it placed with its fills, or the orders it ended; or why it was refused. */
export type CommandResult =
  | { readonly kind: 'done'; readonly orders: readonly OrderRecord[]; readonly fills: readonly FillRecord[] }
  | { readonly kind: 'refused'; readonly error: TerminalError | StaleFundsError }

/** Who asks: the principal that owns the orders it placed, or an admin. */
export type Actor = CommandOf<'cancel'>['actor']

/**
 * Applies one journalled command. All time comes from the command; the same commands in the same order make the same state,
 * the same fills and the same ids. A refusal leaves every order as it was (except those whose time had come).
 *
 * @param sequence the command's place in the journal, one more than the last one applied
 */
export const applyCommand = (core: Core, command: Command, sequence: number): CommandResult => {
  if (sequence !== core.sequence + 1) throw new Error(`Command ${sequence} can't follow ${core.sequence}.`)
  core.sequence = sequence
  try {
    return perform(core, command)
  } catch (error) {
    if (error instanceof TerminalError || error instanceof StaleFundsError) return { kind: 'refused', error }
    throw error
  }
}

const perform = (core: Core, command: Command): CommandResult => {
  switch (command.kind) {
    case 'list':
      return listMarket(core, command)
    case 'halt':
      return haltMarket(core, command)
    case 'place':
      return place(core, command)
    case 'cancel':
      return cancel(core, command)
    case 'replace':
      return replace(core, command)
    case 'cancel-all':
      return cancelAll(core, command)
    case 'expire':
      for (const market of core.markets.values()) advanceMarket(core, market, command.atMs)
      return done([])
    case 'settlement':
      return settle(core, command)
  }
}

const done = (orders: readonly CoreOrder[], fills: readonly FillRecord[] = []): CommandResult => ({
  kind: 'done',
  orders: orders.map(orderToRecord),
  fills,
})

const settle = (core: Core, { outcomes, atMs }: CommandOf<'settlement'>): CommandResult => {
  for (const outcome of outcomes) {
    const fill = core.unsettled.get(outcome.fillId)
    // The chain's answer may come twice (a crash between the answer and its journal entry): the first one counts.
    if (fill !== undefined) applyOutcome(core, fill, outcome, advanceMarket(core, fill.market, atMs))
  }
  return done([])
}

const listMarket = (core: Core, command: CommandOf<'list'>): CommandResult => {
  const { market, referencePriceTicks } = command
  const { token } = market.treasury
  const existing = core.markets.get(market.marketId) ?? createCoreMarket(market)
  const { tickSize, lotSize, treasury } = existing.market
  const other = core.marketsByToken.get(token)
  if (
    tickSize !== market.tickSize ||
    lotSize !== market.lotSize ||
    treasury.token !== token ||
    tickSize * lotSize === 0n
  ) {
    throw new TerminalError('input/invalid', 'A market’s token, tick and lot never change.', {
      marketId: market.marketId,
    })
  }
  if (other !== undefined && other !== existing) {
    throw new TerminalError('input/invalid', 'The token has a market already.', { marketId: other.market.marketId })
  }
  existing.market = core.markets.has(market.marketId) ? { ...market, status: existing.market.status } : market
  existing.referencePriceTicks = referencePriceTicks ?? existing.referencePriceTicks
  core.markets.set(market.marketId, existing)
  core.marketsByToken.set(token, existing)
  core.changes.markets.add(existing)
  reserveForDay(core, existing, existing.lastMs)
  return done([])
}

const haltMarket = (core: Core, { marketId, halted, atMs }: CommandOf<'halt'>): CommandResult => {
  const market = findMarket(core, marketId)
  advanceMarket(core, market, atMs)
  market.market = { ...market.market, status: halted ? 'halted' : 'open' }
  core.changes.markets.add(market)
  return done([])
}

const place = (core: Core, { placement, actor, atMs }: CommandOf<'place'>): CommandResult => {
  const nowMs = advanceMarket(core, findMarket(core, placement.marketId), atMs)
  const order = createOrder(core, placement, checkPlacement(core, placement, nowMs), actor.principal, nowMs)
  const fills = enterBook(core, order, nowMs)
  return done([order], fills.map(fillToRecord))
}

const cancel = (core: Core, { orderId, actor, atMs }: CommandOf<'cancel'>): CommandResult => {
  const found = core.orders.get(orderId)
  // A final order may be forgotten already, depending on when it was evicted: it must not move the time.
  const nowMs = found === undefined || isFinal(found) ? atMs : advanceMarket(core, found.market, atMs)
  const order = findOpenOrder(core, orderId, actor)
  endOrder(core, order, 'cancelled', endingOf('order/cancelled'), nowMs)
  return done([order])
}

/** Cancel and place, both or neither: where the new order can't enter the book, the old one stays where it was. */
const replace = (core: Core, { orderId, placement, actor, atMs }: CommandOf<'replace'>): CommandResult => {
  const nowMs = advanceMarket(core, findMarket(core, placement.marketId), atMs)
  const old = findOpenOrder(core, orderId, actor)
  checkReplacement(old, placement)
  const order = createOrder(core, placement, checkPlacement(core, placement, nowMs, old), actor.principal, nowMs)
  const putBack = setAside(core, old)
  const fills = enterBook(core, order, nowMs)
  if (order.state === 'rejected' || isKilled(order)) putBack()
  else endOrder(core, old, 'cancelled', endingOf('order/cancelled'), nowMs)
  return done([order], fills.map(fillToRecord))
}

/** Whether a fill-or-kill order was killed. */
const isKilled = ({ state, signed }: CoreOrder): boolean => state === 'cancelled' && signed.order.timeInForce === 'FOK'

/** A replacement is of the same trader in the same market. */
export const checkReplacement = (
  old: CoreOrder,
  { marketId, signed }: { marketId: string; signed: CoreOrder['signed'] },
): void => {
  if (old.trader === signed.order.trader && old.market.market.marketId === marketId) return
  throw new TerminalError('input/invalid', 'An order is replaced by one of the same trader in the same market.', {
    orderId: old.orderId,
  })
}

const cancelAll = (core: Core, { trader, marketId, actor, atMs }: CommandOf<'cancel-all'>): CommandResult => {
  const markets = marketId === undefined ? [...core.markets.values()] : [findMarket(core, marketId)]
  for (const market of markets) advanceMarket(core, market, atMs)
  const orders = [...accountOf(core, trader).openOrders].filter(
    (order) => markets.includes(order.market) && ownsOrder(order, actor),
  )
  for (const order of orders) endOrder(core, order, 'cancelled', endingOf('order/cancelled'), order.market.lastMs)
  return done(orders)
}

const ownsOrder = ({ owner }: CoreOrder, { principal, isAdmin }: Actor): boolean => isAdmin || owner === principal

/**
 * The open order with this id, if `actor` may touch it.
 *
 * @throws TerminalError `order/not-owner`, `order/not-open`
 */
export const findOpenOrder = (core: Core, orderId: Hex, actor: Actor): CoreOrder => {
  const order = core.orders.get(orderId)
  if (order !== undefined && !ownsOrder(order, actor)) {
    throw new TerminalError('order/not-owner', 'Only who placed an order, or an admin, may change it.', { orderId })
  }
  if (order?.state !== 'open') throw notOpen(orderId, order?.state ?? 'cancelled')
  return order
}

/** An order that has ended can't be changed. */
export const notOpen = (orderId: Hex, state: string): TerminalError =>
  new TerminalError('order/not-open', 'The order is not open any more.', { orderId, state })
