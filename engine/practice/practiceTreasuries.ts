import type { TreasuryKind, TreasuryTerms } from '../api/marketData.ts'
import { addMonths, dayOfTime, notionalPeriod } from '../treasury/dayCount.ts'
import { isinCheckDigit } from '../treasury/isin.ts'
import { priceAtYield } from '../treasury/yieldToMaturity.ts'

/** A treasury of the practice desk, before it has a token. `startYield` is where its price process begins. */
export interface PracticeTreasury {
  readonly terms: Omit<TreasuryTerms, 'token'>
  /** What one whole token was issued at, settlement-token base units. */
  readonly issuePrice: bigint
  readonly startYield: number
  /** Volatility of the yield: basis points, one standard deviation, over a day. */
  readonly dailyYieldMoveBps: number
  /** Half the distance between a maker's best bid and ask, in ticks. */
  readonly halfSpreadTicks: number
}

/** pUSD has six decimals; a whole treasury token has a face of 100 pUSD, so prices read per 100 of face. */
export const settlementDecimals = 6
export const treasuryDecimals = 6
export const faceValue = 100n * 10n ** BigInt(settlementDecimals)
/** Half a cent per 100 of face. */
export const tickSize = 5_000n
/** Ten tokens: 1,000 pUSD of face. */
export const lotSize = 10n * 10n ** BigInt(treasuryDecimals)

/** ISO 6166 leaves country codes from XA to XZ to private use where none is assigned; XQ marks practice securities. */
const practiceIsin = (body: string): string => `XQ${body}${isinCheckDigit(`XQ${body}`)}`

interface Outline {
  readonly symbol: string
  readonly name: string
  readonly kind: TreasuryKind
  readonly isinBody: string
  readonly maturityDay: number
  readonly couponRate: number
  readonly startYield: number
  readonly dailyYieldMoveBps: number
  readonly halfSpreadTicks: number
}

const listOutlines = (issueDay: number): readonly Outline[] => [
  {
    symbol: 'PTB-13W',
    name: 'Practice Bill 13-week',
    kind: 'bill',
    isinBody: '0TB13W001',
    maturityDay: issueDay + 91,
    couponRate: 0,
    startYield: 0.0382,
    dailyYieldMoveBps: 3,
    halfSpreadTicks: 1,
  },
  {
    symbol: 'PTB-26W',
    name: 'Practice Bill 26-week',
    kind: 'bill',
    isinBody: '0TB26W001',
    maturityDay: issueDay + 182,
    couponRate: 0,
    startYield: 0.0376,
    dailyYieldMoveBps: 3.5,
    halfSpreadTicks: 1,
  },
  {
    symbol: 'PTN-2Y',
    name: 'Practice Note 3.60% 2-year',
    kind: 'note',
    isinBody: '0TN02Y001',
    maturityDay: addMonths(issueDay, 24, true),
    couponRate: 36_000_000,
    startYield: 0.0361,
    dailyYieldMoveBps: 5,
    halfSpreadTicks: 2,
  },
  {
    symbol: 'PTB-10Y',
    name: 'Practice Bond 4.25% 10-year',
    kind: 'bond',
    isinBody: '0TB10Y001',
    maturityDay: addMonths(issueDay, 120, true),
    couponRate: 42_500_000,
    startYield: 0.0418,
    dailyYieldMoveBps: 5.5,
    halfSpreadTicks: 4,
  },
]

/** Two coupons a year, counted back from maturity: the first is that of the period which begins at issue. */
const firstCouponOf = (issueDay: number, maturityDay: number): number =>
  notionalPeriod({ anchor: maturityDay, couponsPerYear: 2, endOfMonth: true }, issueDay).end

const toTerms = (issueDay: number, outline: Outline): PracticeTreasury['terms'] => {
  const { symbol, name, kind, maturityDay, couponRate } = outline
  const isBill = kind === 'bill'
  return {
    symbol,
    name,
    kind,
    issuer: 'Practice Treasury',
    isin: practiceIsin(outline.isinBody),
    decimals: treasuryDecimals,
    faceValue,
    couponRate,
    couponsPerYear: isBill ? 0 : 2,
    dayCount: isBill ? 'ACT/360' : 'ACT/ACT',
    endOfMonth: !isBill,
    issueDay,
    firstCouponDay: isBill ? maturityDay : firstCouponOf(issueDay, maturityDay),
    lastRegularDay: maturityDay,
    maturityDay,
  }
}

/** The four treasuries of a practice desk whose chain begins at `issuedAtS` (Unix seconds, 00:00 UTC). */
export const practiceTreasuries = (issuedAtS: number): readonly PracticeTreasury[] => {
  const issueDay = dayOfTime(issuedAtS)
  return listOutlines(issueDay).map((outline) => {
    const { startYield, dailyYieldMoveBps, halfSpreadTicks } = outline
    const terms = toTerms(issueDay, outline)
    const fullPrice = BigInt(Math.floor((priceAtYield(terms, issueDay, startYield) / 100) * Number(faceValue)))
    const issuePrice = fullPrice < faceValue ? fullPrice : faceValue
    return { terms, issuePrice, startYield, dailyYieldMoveBps, halfSpreadTicks }
  })
}

/** What a practice treasury's holders are promised; the registry keeps its hash. */
export const offeringDocument = ({ terms, issuePrice }: PracticeTreasury): string =>
  [
    `${terms.name} (${terms.symbol}), ISIN ${terms.isin}`,
    'A practice security: it exists on the practice desk only, and is worth nothing.',
    `Face value: ${faceValue} base units of pUSD for one whole token, paid on day ${terms.maturityDay} (days since 1970-01-01, UTC).`,
    `Issued on day ${terms.issueDay} at ${issuePrice} base units.`,
    terms.couponsPerYear === 0
      ? 'It pays no coupons.'
      : `Coupons: ${terms.couponRate} billionths a year in ${terms.couponsPerYear} parts, ${terms.dayCount}, the first on day ${terms.firstCouponDay}.`,
    '',
  ].join('\n')
