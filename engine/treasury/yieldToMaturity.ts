import type { TreasuryTerms } from '../api/marketData.ts'
import { daysBetween, findCouponPosition } from './couponSchedule.ts'

/** The terms that a price depends on. */
export type PricedTerms = Pick<TreasuryTerms, 'maturesAtS' | 'couponRateBps' | 'couponsPerYear'>

/**
 * Full (dirty) price per 100 of face at an annual yield, as a ratio. A display figure: floating point.
 *
 * Bills discount by simple interest on ACT/365, the bond-equivalent form for bills of a half-year or less. Notes and bonds
 * follow 31 CFR part 356, appendix B, section III: compounding at the coupon's frequency, a first period of r/s days, with
 * accrued interest left in the price. A security in its last coupon period discounts by simple interest, as the market does.
 *
 * @example
 * priceAtYield({ maturesAtS, couponRateBps: 400, couponsPerYear: 2 }, settlementS, 0.0385)
 */
export const priceAtYield = (terms: PricedTerms, settlementS: number, annualYield: number): number => {
  if (settlementS >= terms.maturesAtS) return 100
  if (terms.couponsPerYear === 0) {
    return 100 / (1 + (annualYield * daysBetween(settlementS, terms.maturesAtS)) / 365)
  }
  const { previousCouponS, nextCouponS, couponsLeft } = findCouponPosition(terms, settlementS)
  const coupon = terms.couponRateBps / 100 / terms.couponsPerYear
  const firstPeriod = daysBetween(settlementS, nextCouponS) / daysBetween(previousCouponS, nextCouponS)
  const periodYield = annualYield / terms.couponsPerYear
  if (couponsLeft === 1) return (100 + coupon) / (1 + periodYield * firstPeriod)
  let price = 0
  for (let index = 0; index < couponsLeft; index += 1) {
    const isLast = index === couponsLeft - 1
    price += (coupon + (isLast ? 100 : 0)) / (1 + periodYield) ** (firstPeriod + index)
  }
  return price
}

/**
 * Annual yield to maturity, as a ratio, of a full (dirty) price per 100 of face; `undefined` once it has matured or for a
 * price that no yield between -50 % and 1000 % gives. A display figure: floating point.
 */
export const yieldToMaturity = (terms: PricedTerms, settlementS: number, pricePer100: number): number | undefined => {
  if (daysBetween(settlementS, terms.maturesAtS) <= 0) return undefined
  let low = -0.5
  let high = 10
  if (
    !(pricePer100 <= priceAtYield(terms, settlementS, low) && pricePer100 >= priceAtYield(terms, settlementS, high))
  ) {
    return undefined
  }
  // The price falls as the yield rises, so bisection always ends; 50 halvings leave an error below 1e-14.
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2
    if (priceAtYield(terms, settlementS, middle) > pricePer100) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Yield of a market price: settlement-token base units for one whole token against its face value. */
export const yieldOfPrice = (terms: TreasuryTerms, settlementS: number, price: bigint): number | undefined =>
  yieldToMaturity(terms, settlementS, (Number(price) / Number(terms.faceValue)) * 100)
