import { z } from 'zod'
import { Side } from './order.ts'
import { Address, Bytes32, Count, TimeMs, Uint256 } from './schemas.ts'

export const TreasuryKind = z.enum(['bill', 'note', 'bond'])
export type TreasuryKind = z.infer<typeof TreasuryKind>

/** A tokenised treasury's terms. Amounts in settlement-token base units for one whole token. */
export const TreasuryTerms = z.object({
  token: Address,
  symbol: z.string(),
  name: z.string(),
  kind: TreasuryKind,
  issuer: z.string(),
  isin: z.string(),
  decimals: Count,
  faceValue: Uint256,
  issuedAtS: Count,
  maturesAtS: Count,
  /** Annual coupon in hundredths of a percent of face; 0 for bills. */
  couponRateBps: Count,
  couponsPerYear: Count,
  dayCount: z.enum(['30/360', 'ACT/360', 'ACT/ACT']),
})
export type TreasuryTerms = z.infer<typeof TreasuryTerms>

/** A market: one treasury against the settlement token. */
export const Market = z.object({
  marketId: z.string(),
  treasury: TreasuryTerms,
  settlementToken: z.object({ address: Address, symbol: z.string(), decimals: Count }),
  /** Settlement-token base units for one whole token, a tick. */
  tickSize: Uint256,
  /** Treasury-token base units, a lot. */
  lotSize: Uint256,
  makerFeeBps: Count,
  takerFeeBps: Count,
  /** Orders further than this from the reference price are refused, in hundredths of a percent. */
  priceBandBps: Count,
  status: z.enum(['open', 'halted']),
})
export type Market = z.infer<typeof Market>

/** Last price, change over 24 hours, and volume of a market. */
export const Ticker = z.object({
  marketId: z.string(),
  lastPriceTicks: Count.optional(),
  /** First price in the last 24 hours, to compute the change from. */
  openPriceTicks: Count.optional(),
  highPriceTicks: Count.optional(),
  lowPriceTicks: Count.optional(),
  volumeLots: Count,
  bestBidTicks: Count.optional(),
  bestAskTicks: Count.optional(),
  /** Yield to maturity at the last price, as a ratio; for display. */
  yieldToMaturity: z.number().optional(),
})
export type Ticker = z.infer<typeof Ticker>

export const BookLevel = z.object({ priceTicks: Count, sizeLots: Count, orderCount: Count })
export type BookLevel = z.infer<typeof BookLevel>

/** A whole book: bids from the highest, asks from the lowest. */
export const Book = z.object({
  marketId: z.string(),
  /** Grows by one with every published change of this book. */
  sequence: Count,
  bids: z.array(BookLevel),
  asks: z.array(BookLevel),
})
export type Book = z.infer<typeof Book>

/** A stream of a book starts with a snapshot; each change then follows the sequence before it. Size 0 removes a level. */
export const BookEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), book: Book }),
  z.object({
    kind: z.literal('change'),
    sequence: Count,
    levels: z.array(BookLevel.extend({ side: Side })),
  }),
])
export type BookEvent = z.infer<typeof BookEvent>

/** A public trade: a fill without its parties. Sent again when its settlement changes. */
export const Trade = z.object({
  fillId: Bytes32,
  sequence: Count,
  priceTicks: Count,
  sizeLots: Count,
  takerSide: Side,
  matchedAtMs: TimeMs,
  settlement: z.enum(['matched', 'settled', 'failed']),
})
export type Trade = z.infer<typeof Trade>

export const CandleInterval = z.enum(['1m', '5m', '15m', '1h', '1d'])
export type CandleInterval = z.infer<typeof CandleInterval>

/** Open, high, low, close in ticks; volume in lots. `startMs` is a multiple of the interval, UTC. */
export const Candle = z.object({
  startMs: TimeMs,
  openTicks: Count,
  highTicks: Count,
  lowTicks: Count,
  closeTicks: Count,
  volumeLots: Count,
})
export type Candle = z.infer<typeof Candle>

/** One treasury held, in token base units, with what open sell orders hold back. */
export const Position = z.object({
  marketId: z.string(),
  quantity: Uint256,
  inOrders: Uint256,
  /** Value at the last price, in settlement-token base units; absent before a first trade. */
  value: Uint256.optional(),
})
export type Position = z.infer<typeof Position>

/** An account's holdings, read from the chain at `blockNumber`. */
export const Portfolio = z.object({
  account: Address,
  blockNumber: Count,
  /** Settlement token, base units: balance, and what open buy orders hold back. */
  cash: Uint256,
  cashInOrders: Uint256,
  /** The network's own coin, wei. */
  etherWei: Uint256,
  positions: z.array(Position),
})
export type Portfolio = z.infer<typeof Portfolio>
