import type { AccountEvent } from '../../../../engine/api/market.ts'
import type { Portfolio } from '../../../../engine/api/marketData.ts'
import type { FillRecord, OrderRecord } from '../../../../engine/api/order.ts'

export interface AccountState {
  /** A snapshot has come: what isn't here doesn't exist, rather than not being known yet. */
  readonly isComplete: boolean
  /** By order id: every open order, and those that changed while this window looked. */
  readonly orders: ReadonlyMap<string, OrderRecord>
  /** By fill id: recent ones. */
  readonly fills: ReadonlyMap<string, FillRecord>
  readonly portfolio: Portfolio | undefined
}

const fillsKept = 1_000

/**
 * Folds an account's stream. A snapshot holds all open orders: an order known as open that it lacks ended while the connection was
 * gone, so it is dropped here (its end is in the history).
 */
export function applyAccountEvent(known: AccountState | undefined, event: AccountEvent): AccountState {
  const isSnapshot = event.kind === 'snapshot'
  const keptOrders = [...(known?.orders ?? [])].filter(([, order]) => !isSnapshot || order.state !== 'open')
  const orders = new Map(keptOrders)
  for (const order of event.orders) orders.set(order.orderId, order)
  const fills = new Map(isSnapshot ? [] : known?.fills)
  for (const fill of event.fills) fills.set(fill.fillId, fill)
  return {
    isComplete: isSnapshot || (known?.isComplete ?? false),
    orders,
    fills: capFills(fills),
    portfolio: event.portfolio ?? known?.portfolio,
  }
}

const capFills = (fills: ReadonlyMap<string, FillRecord>) =>
  fills.size <= fillsKept
    ? fills
    : new Map([...fills].sort(([, one], [, other]) => other.sequence - one.sequence).slice(0, fillsKept))

/** Open orders, newest first. */
export const listOpenOrders = (account: AccountState | undefined): OrderRecord[] =>
  [...(account?.orders.values() ?? [])]
    .filter(({ state }) => state === 'open')
    .sort((one, other) => other.sequence - one.sequence)

/** Fills, newest first. */
export const listFills = (account: AccountState | undefined): FillRecord[] =>
  [...(account?.fills.values() ?? [])].sort((one, other) => other.sequence - one.sequence)

/** Which side of a fill an account was on; `self` when it was both. */
export const findFillSide = (fill: FillRecord, account: string): 'buy' | 'sell' =>
  fill.buyer.toLowerCase() === account.toLowerCase() ? 'buy' : 'sell'
