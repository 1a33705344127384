import type { TreasuryKind, TreasuryTerms } from '../api/marketData.ts'
import { isinCheckDigit } from '../treasury/isin.ts'

const dayS = 86_400

/** A treasury of the practice desk, before it has a token. `startYield` is where its price process begins. */
export interface PracticeTreasury {
  readonly terms: Omit<TreasuryTerms, 'token'>
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

const yearsLater = (timestampS: number, years: number): number => {
  const date = new Date(timestampS * 1000)
  return Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate()) / 1000
}

interface Outline {
  readonly symbol: string
  readonly name: string
  readonly kind: TreasuryKind
  readonly isinBody: string
  readonly maturesAtS: number
  readonly couponRateBps: number
  readonly startYield: number
  readonly dailyYieldMoveBps: number
  readonly halfSpreadTicks: number
}

/** The four treasuries of a practice desk whose chain begins at `issuedAtS` (Unix seconds, 00:00 UTC). */
export const practiceTreasuries = (issuedAtS: number): readonly PracticeTreasury[] => {
  const outlines: readonly Outline[] = [
    {
      symbol: 'PTB-13W',
      name: 'Practice Bill 13-week',
      kind: 'bill',
      isinBody: '0TB13W001',
      maturesAtS: issuedAtS + 91 * dayS,
      couponRateBps: 0,
      startYield: 0.0382,
      dailyYieldMoveBps: 3,
      halfSpreadTicks: 1,
    },
    {
      symbol: 'PTB-26W',
      name: 'Practice Bill 26-week',
      kind: 'bill',
      isinBody: '0TB26W001',
      maturesAtS: issuedAtS + 182 * dayS,
      couponRateBps: 0,
      startYield: 0.0376,
      dailyYieldMoveBps: 3.5,
      halfSpreadTicks: 1,
    },
    {
      symbol: 'PTN-2Y',
      name: 'Practice Note 3.60% 2-year',
      kind: 'note',
      isinBody: '0TN02Y001',
      maturesAtS: yearsLater(issuedAtS, 2),
      couponRateBps: 360,
      startYield: 0.0361,
      dailyYieldMoveBps: 5,
      halfSpreadTicks: 2,
    },
    {
      symbol: 'PTB-10Y',
      name: 'Practice Bond 4.25% 10-year',
      kind: 'bond',
      isinBody: '0TB10Y001',
      maturesAtS: yearsLater(issuedAtS, 10),
      couponRateBps: 425,
      startYield: 0.0418,
      dailyYieldMoveBps: 5.5,
      halfSpreadTicks: 4,
    },
  ]
  return outlines.map(({ startYield, dailyYieldMoveBps, halfSpreadTicks, isinBody, ...outline }) => ({
    startYield,
    dailyYieldMoveBps,
    halfSpreadTicks,
    terms: {
      ...outline,
      issuer: 'Practice Treasury',
      isin: practiceIsin(isinBody),
      decimals: treasuryDecimals,
      faceValue,
      issuedAtS,
      couponsPerYear: outline.kind === 'bill' ? 0 : 2,
      dayCount: outline.kind === 'bill' ? 'ACT/360' : 'ACT/ACT',
    },
  }))
}
