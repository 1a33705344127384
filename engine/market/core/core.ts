import type { Address, Hex } from 'viem'
import type { SignedOrder } from '../../api/market.ts'
import type { Market } from '../../api/marketData.ts'
import type { OrderState, SettlementState, Side } from '../../api/order.ts'
import { type BookOrder, createOrderBook, type OrderBook } from '../book/orderBook.ts'

/** Why an order or a fill ended: an error code and a sentence. */
export interface Reason {
  readonly code: string
  readonly message: string
}

/** An order that is open or has fills to settle. `signed`, `owner` and the sizes never change after acceptance. */
export interface CoreOrder extends BookOrder {
  readonly orderId: Hex
  readonly trader: Address
  readonly market: CoreMarket
  /** The principal that placed it. */
  readonly owner: string
  readonly signed: SignedOrder
  readonly sizeLots: number
  readonly expiresAtMs: number
  /** The highest fee the market could take of it when it was accepted. */
  readonly feeBps: number
  readonly acceptedAtMs: number
  state: OrderState
  filledLots: number
  unsettledFills: number
  reason: Reason | undefined
  updatedAtMs: number
  /** Base units of `assetGiven` held back for its open lots. */
  reserved: bigint
}

/** A fill until it is settled or has failed. */
export interface CoreFill {
  readonly fillId: Hex
  readonly market: CoreMarket
  readonly sequence: number
  readonly maker: CoreOrder
  readonly taker: CoreOrder
  readonly priceTicks: number
  readonly sizeLots: number
  readonly matchedAtMs: number
  settlement: SettlementState
  transactionHash: Hex | undefined
  blockNumber: number | undefined
  reason: Reason | undefined
}

/** A price that was traded, and when in the order of fills. */
export interface TradedPrice {
  readonly sequence: number
  readonly priceTicks: number
}

export interface CoreMarket {
  market: Market
  readonly book: OrderBook
  /** Base units of one whole treasury token. */
  readonly wholeToken: bigint
  /** The day, UTC, that buyers' reservations are of (Unix seconds / 86,400), and the accrued interest in them. */
  reservedDay: number
  /** Settlement-token base units for one whole token: see `accruedToReserve`. */
  reservedAccrued: bigint
  /** Time of the last command that concerned this market; its time never goes back. */
  lastMs: number
  /** No open order expires before this: a lower bound, so that most commands needn't look. */
  nextExpiryMs: number
  referencePriceTicks: number | undefined
  /** The last fill that didn't fail; and the last that settled, to go back to when a fill fails. */
  lastTraded: TradedPrice | undefined
  lastSettled: TradedPrice | undefined
}

/** What one trader's orders and unsettled fills hold back. */
export interface CoreAccount {
  readonly openOrders: Set<CoreOrder>
  /** Base units by asset. */
  readonly reserved: Map<Address, bigint>
  /** What settlements took, ever: base units by asset, rounded up as reservations are. */
  readonly settledOut: Map<Address, bigint>
}

/** What commands changed since somebody last looked. */
export interface CoreChanges {
  readonly orders: Set<CoreOrder>
  readonly fills: Set<CoreFill>
  readonly levels: Map<CoreMarket, { readonly [S in Side]: Set<number> }>
  readonly markets: Set<CoreMarket>
}

/** The market's whole state in memory. Only `applyCommand` changes it. */
export interface Core {
  /** Sequence of the last command applied. */
  sequence: number
  fillSequence: number
  readonly maxOpenOrders: number
  readonly markets: Map<string, CoreMarket>
  readonly marketsByToken: Map<Address, CoreMarket>
  /** Orders that are open or have unsettled fills (final ones stay until `evictOrder`). */
  readonly orders: Map<Hex, CoreOrder>
  readonly unsettled: Map<Hex, CoreFill>
  readonly accounts: Map<Address, CoreAccount>
  changes: CoreChanges
}

export const createChanges = (): CoreChanges => ({
  orders: new Set(),
  fills: new Set(),
  levels: new Map(),
  markets: new Set(),
})

/** An empty market place. `maxOpenOrders` bounds each trader's open orders. */
export const createCore = ({ maxOpenOrders }: { readonly maxOpenOrders: number }): Core => ({
  sequence: 0,
  fillSequence: 0,
  maxOpenOrders,
  markets: new Map(),
  marketsByToken: new Map(),
  orders: new Map(),
  unsettled: new Map(),
  accounts: new Map(),
  changes: createChanges(),
})

export const createCoreMarket = (market: Market): CoreMarket => ({
  market,
  book: createOrderBook(),
  wholeToken: 10n ** BigInt(market.treasury.decimals),
  reservedDay: 0,
  reservedAccrued: 0n,
  lastMs: 0,
  nextExpiryMs: Number.POSITIVE_INFINITY,
  referencePriceTicks: undefined,
  lastTraded: undefined,
  lastSettled: undefined,
})

/** The account of a trader, made on first use. */
export const accountOf = (core: Core, trader: Address): CoreAccount => {
  let account = core.accounts.get(trader)
  if (account === undefined) {
    account = { openOrders: new Set(), reserved: new Map(), settledOut: new Map() }
    core.accounts.set(trader, account)
  }
  return account
}

/** Notes that the size at a price changed. */
export const touchLevel = (core: Core, market: CoreMarket, side: Side, priceTicks: number): void => {
  let levels = core.changes.levels.get(market)
  if (levels === undefined) {
    levels = { buy: new Set(), sell: new Set() }
    core.changes.levels.set(market, levels)
  }
  levels[side].add(priceTicks)
}

/** Hands out what changed since the last call. */
export const takeChanges = (core: Core): CoreChanges => {
  const { changes } = core
  core.changes = createChanges()
  return changes
}

/** Whether nothing can happen to an order any more. */
export const isFinal = (order: CoreOrder): boolean => order.state !== 'open' && order.unsettledFills === 0

/** Forgets an order to which nothing can happen any more; its record lives on in the projections. */
export const evictOrder = (core: Core, order: CoreOrder): void => {
  if (isFinal(order)) core.orders.delete(order.orderId)
}
