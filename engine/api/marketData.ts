import { z } from 'zod'
import { Side } from './order.ts'
import { Address, Bytes32, Count, TimeMs, Uint256 } from './schemas.ts'

export const TreasuryKind = z.enum(['bill', 'note', 'bond'])
export type TreasuryKind = z.infer<typeof TreasuryKind>

/** How days are counted: of 30/360 the American and the European way, and ACT/ACT by ICMA rule 251. */
export const DayCountConvention = z.enum(['30/360', '30E/360', 'ACT/360', 'ACT/365F', 'ACT/ACT'])
export type DayCountConvention = z.infer<typeof DayCountConvention>

/** A date: days since 1970-01-01, UTC. */
const Day = Count.max(2_932_896)

/**
 * A tokenised treasury's terms. Amounts in settlement-token base units for one whole token. Of a treasury without coupons the
 * rate and the frequency are 0, and the first coupon's and the last regular day are those of maturity.
 */
export const TreasuryTerms = z.object({
  token: Address,
  symbol: z.string(),
  name: z.string(),
  kind: TreasuryKind,
  issuer: z.string(),
  isin: z.string(),
  decimals: Count,
  faceValue: Uint256,
  /** Annual coupon rate in billionths of face: 4.125 % is 41,250,000. */
  couponRate: Count.max(4_294_967_295),
  couponsPerYear: z.literal([0, 1, 2, 3, 4, 6, 12]),
  dayCount: DayCountConvention,
  /** Whether a schedule that counts from the last day of a month pays on last days only. */
  endOfMonth: z.boolean(),
  /** From which interest accrues. */
  issueDay: Day,
  firstCouponDay: Day,
  /** The regular schedule counts back from here: the maturity, or the coupon before a short or long last period. */
  lastRegularDay: Day,
  maturityDay: Day,
})
export type TreasuryTerms = z.infer<typeof TreasuryTerms>

/** Where a treasury is in its life: only an active one is traded. */
export const TreasuryStatus = z.enum(['announced', 'active', 'suspended', 'matured', 'redeemed', 'defaulted'])
export type TreasuryStatus = z.infer<typeof TreasuryStatus>

/** A market: one treasury against the settlement token. Its prices are clean: accrued interest is paid on top. */
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
  /** As the registry has it; an order is taken only where it is active and the market open. */
  treasuryStatus: TreasuryStatus,
})
export type Market = z.infer<typeof Market>

/** A coupon to come: the day it is paid, and settlement-token base units for one whole token. */
export const NextCoupon = z.object({ day: Day, amount: Uint256 })
export type NextCoupon = z.infer<typeof NextCoupon>

/** Last (clean) price, change over 24 hours, and volume of a market. */
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
  /** What a settlement today adds to the clean price of one whole token, in settlement-token base units. */
  accruedInterest: Uint256,
  /** What a buy order holds back for it: enough whether it settles today or soon after midnight. */
  accruedReserve: Uint256,
  nextCoupon: NextCoupon.optional(),
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
  /** Interest accrued on it today, in settlement-token base units. */
  accrued: Uint256,
  /** Value at the last price with the accrued interest, in settlement-token base units; absent before a first trade. */
  value: Uint256.optional(),
  /** The coupon that it earns next, if it is held until the record date; for the whole position. */
  nextCoupon: NextCoupon.optional(),
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
