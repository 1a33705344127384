import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCouponPosition } from '../../../engine/treasury/couponSchedule.ts'
import { isIsin, isinCheckDigit } from '../../../engine/treasury/isin.ts'
import { priceAtYield, yieldToMaturity } from '../../../engine/treasury/yieldToMaturity.ts'

const dayS = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000

/** 31 CFR part 356, appendix B, section III, A: an 8.75 % 30-year bond issued on 15 May 1990 at 8.84 %. */
const bond1990 = { maturesAtS: dayS('2020-05-15'), couponRateBps: 875, couponsPerYear: 2 }

test("prices the US Treasury's worked example of a 30-year bond", () => {
  expect(priceAtYield(bond1990, dayS('1990-05-15'), 0.0884)).toBeCloseTo(99.057893, 6)
})

test('a bond priced at its coupon on a coupon date costs its face', () => {
  expect(priceAtYield(bond1990, dayS('2000-11-15'), 0.0875)).toBeCloseTo(100, 9)
})

test('a bill pays simple interest for its days', () => {
  const bill = { maturesAtS: dayS('2026-08-20'), couponRateBps: 0, couponsPerYear: 0 }
  const price = priceAtYield(bill, dayS('2026-05-21'), 0.04)
  expect(price * (1 + (0.04 * 91) / 365)).toBeCloseTo(100, 10)
})

test('coupon dates keep to the end of the month', () => {
  const position = findCouponPosition({ maturesAtS: dayS('2028-08-31'), couponsPerYear: 2 }, dayS('2026-11-22'))
  expect(position).toEqual({
    previousCouponS: dayS('2026-08-31'),
    nextCouponS: dayS('2027-02-28'),
    couponsLeft: 4,
  })
})

test('the yield of a price gives the price back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_900 }),
      fc.double({ min: -0.02, max: 0.25, noNaN: true }),
      fc.constantFrom(0, 1, 2, 4),
      (daysBefore, annualYield, couponsPerYear) => {
        const terms = { maturesAtS: dayS('2056-08-15'), couponRateBps: couponsPerYear === 0 ? 0 : 425, couponsPerYear }
        const settlementS = terms.maturesAtS - (couponsPerYear === 0 ? 1 + (daysBefore % 364) : daysBefore) * 86_400
        const price = priceAtYield(terms, settlementS, annualYield)
        const found = yieldToMaturity(terms, settlementS, price)
        expect(found === undefined ? undefined : priceAtYield(terms, settlementS, found)).toBeCloseTo(price, 6)
      },
    ),
  )
})

test('there is no yield at maturity, nor for a price of nothing', () => {
  expect(yieldToMaturity(bond1990, bond1990.maturesAtS, 100)).toBeUndefined()
  expect(yieldToMaturity(bond1990, dayS('2000-01-01'), 0)).toBeUndefined()
})

test('ISIN check digits follow ISO 6166', () => {
  expect(isinCheckDigit('US037833100')).toBe(5)
  expect(isIsin('US0378331005')).toBe(true)
  expect(isIsin('US0378331006')).toBe(false)
})
