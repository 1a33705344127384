import {
  accruedInterest,
  type CouponTerms,
  couponAmount,
  couponCount,
  couponPeriodAt,
  couponPeriodOf,
} from './accruedInterest.ts'
import { actualActualIcma, thirty360European, thirty360Us } from './dayCount.ts'

/** What is still paid on 100 of face, one payment for each coupon period that is left. */
interface Payment {
  /** Coupon periods since the payment before it; of the first, since settlement. */
  readonly periods: number
  readonly amount: number
}

const per100 = ({ faceValue }: CouponTerms, amount: bigint): number => (Number(amount) / Number(faceValue)) * 100

/** How many coupon periods lie between two days: by 30/360 as such issues count, otherwise by days of the notional periods. */
const periodsBetween = (terms: CouponTerms, start: number, end: number): number => {
  const { couponsPerYear, endOfMonth, lastRegularDay } = terms
  if (terms.dayCount === '30/360') return (thirty360Us(start, end, endOfMonth) * couponsPerYear) / 360
  if (terms.dayCount === '30E/360') return (thirty360European(start, end) * couponsPerYear) / 360
  const { numerator, denominator } = actualActualIcma(
    { anchor: lastRegularDay, couponsPerYear, endOfMonth },
    start,
    end,
  )
  return (numerator / denominator) * couponsPerYear
}

const listPayments = (terms: CouponTerms, settlementDay: number): Payment[] => {
  const current = couponPeriodAt(terms, Math.max(settlementDay, terms.issueDay))
  if (current === undefined) return []
  const count = couponCount(terms)
  return Array.from({ length: count - current.index }, (_, ahead) => {
    const period = ahead === 0 ? current : couponPeriodOf(terms, current.index + ahead)
    const isLast = period.index === count - 1
    const periods =
      ahead > 0 && period.regular ? 1 : periodsBetween(terms, ahead === 0 ? settlementDay : period.start, period.end)
    return { periods, amount: per100(terms, couponAmount(terms, period)) + (isLast ? 100 : 0) }
  })
}

/** The price of payments at a yield a coupon period. In the last period interest is simple, as the market has it. */
const presentValue = (payments: readonly Payment[], periodYield: number): number => {
  const [only] = payments
  if (only !== undefined && payments.length === 1) return only.amount / (1 + periodYield * only.periods)
  const factor = 1 / (1 + periodYield)
  let [price, discount] = [0, 1]
  for (const { periods, amount } of payments) {
    discount *= periods === 1 ? factor : factor ** periods
    price += amount * discount
  }
  return price
}

/** Full price per 100 of face as a function of the annual yield, for one settlement day. */
const createPricing = (terms: CouponTerms, settlementDay: number): ((annualYield: number) => number) => {
  if (settlementDay >= terms.maturityDay) return () => 100
  if (terms.couponsPerYear === 0) {
    return (annualYield) => 100 / (1 + (annualYield * (terms.maturityDay - settlementDay)) / 365)
  }
  const payments = listPayments(terms, settlementDay)
  return (annualYield) => presentValue(payments, annualYield / terms.couponsPerYear)
}

/**
 * Full (dirty) price per 100 of face at an annual yield, as a ratio. A display figure: floating point.
 *
 * Bills discount by simple interest on ACT/365, the bond-equivalent form for bills of a half-year or less. Notes and bonds
 * follow 31 CFR part 356, appendix B, section III: compounding at the coupon's frequency, a first period of r/s days, with
 * accrued interest left in the price. A security in its last coupon period discounts by simple interest, as the market does.
 *
 * @param settlementDay days since 1970-01-01, UTC
 */
export const priceAtYield = (terms: CouponTerms, settlementDay: number, annualYield: number): number =>
  createPricing(terms, settlementDay)(annualYield)

/**
 * Annual yield to maturity, as a ratio, of a full (dirty) price per 100 of face; `undefined` once it has matured or for a
 * price that no yield between -50 % and 1000 % gives. A display figure: floating point.
 */
export const yieldToMaturity = (
  terms: CouponTerms,
  settlementDay: number,
  fullPricePer100: number,
): number | undefined => {
  if (settlementDay >= terms.maturityDay) return undefined
  const priceAt = createPricing(terms, settlementDay)
  let low = -0.5
  let high = 10
  if (!(fullPricePer100 <= priceAt(low) && fullPricePer100 >= priceAt(high))) return undefined
  // The price falls as the yield rises, so bisection always ends; 50 halvings leave an error below 1e-14.
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2
    if (priceAt(middle) > fullPricePer100) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Yield of a market price: clean, in settlement-token base units for one whole token, settled on a day. */
export const yieldOfCleanPrice = (terms: CouponTerms, settlementDay: number, cleanPrice: bigint): number | undefined =>
  yieldToMaturity(terms, settlementDay, per100(terms, cleanPrice + accruedInterest(terms, settlementDay)))
