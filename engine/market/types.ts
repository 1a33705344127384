import type { Address, Hex } from 'viem'
import type { ErrorCode } from '../api/errorCodes.ts'
import type { Market } from '../api/marketData.ts'
import type { SignableOrder } from '../api/order.ts'

/** Time, injected. It may be moved by the desk; the market never lets a market's own time go back. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number
  /** Calls `callback` once after `delayMs` of waiting; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void
}

/** What the market asks the chain before it takes an order. */
export interface TradingChecks {
  /** What `trader` can pay of `asset` now, in base units: the smaller of its balance and the trading module's allowance. */
  available(trader: Address, asset: Address): Promise<bigint>
  /**
   * Resolves when `trader` may hold and trade `token`.
   *
   * @throws TerminalError `compliance/not-eligible` with the reason.
   */
  checkEligible(trader: Address, token: Address): Promise<void>
  /**
   * Resolves when `token` may be traded now: active at the registry, before maturity, and not halted.
   *
   * @throws TerminalError `market/halted` with the reason.
   */
  checkTradable?(token: Address): Promise<void>
  /**
   * Resolves when the order isn't void on chain.
   *
   * @throws TerminalError `order/nonce` below the trader's nonce floor, `order/cancelled` when cancelled on chain.
   */
  checkNotVoid?(order: SignableOrder, orderId: Hex): Promise<void>
}

/** Whether `signature` is `order.trader`'s over `digest`: an ERC-1271 account, asked on chain. EOAs are checked before. */
export type VerifySignature = (order: SignableOrder, digest: Hex, signature: Hex) => Promise<boolean>

/** One side of a fill, as the trading module wants it. */
export interface SignedSide {
  readonly order: SignableOrder
  readonly signature: Hex
}

/** A fill to settle: `ITradingModule.Fill`. */
export interface SettlementRequest {
  readonly fillId: Hex
  readonly maker: SignedSide
  readonly taker: SignedSide
  /** Treasury-token base units. */
  readonly quantity: bigint
  /** Clean price: settlement-token base units for one whole treasury token. */
  readonly price: bigint
}

/** Whose fault a failed settlement is: that side's order ends, the other's lots return to the book. `unknown` ends both. */
export type Culprit = 'maker' | 'taker' | 'both' | 'unknown'

/** What became of a fill on chain. A fill that had settled before is reported as settled. */
export type SettlementOutcome =
  | { readonly fillId: Hex; readonly kind: 'settled'; readonly transactionHash: Hex; readonly blockNumber: number }
  | {
      readonly fillId: Hex
      readonly kind: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly culprit: Culprit
    }

/**
 * Settles fills on chain. Throws (`chain/unavailable`) when it can't say what became of them: the same fills are tried again
 * later. It must answer for a fill only what is final.
 */
export interface Settler {
  settle(fills: readonly SettlementRequest[]): Promise<readonly SettlementOutcome[]>
}

/** A market as it is listed. */
export interface Listing {
  readonly market: Market
  /** Centre of the price band until a first trade, in ticks. */
  readonly referencePriceTicks?: number | undefined
}

/** What open orders and unsettled fills hold back of an account's assets, in base units by asset address. */
export type Reservations = Readonly<Record<Address, bigint>>
