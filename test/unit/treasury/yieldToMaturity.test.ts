import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accruedInterest, type CouponTerms } from '../../../engine/treasury/accruedInterest.ts'
import { addMonths } from '../../../engine/treasury/dayCount.ts'
import { isIsin, isinCheckDigit } from '../../../engine/treasury/isin.ts'
import { priceAtYield, yieldOfCleanPrice, yieldToMaturity } from '../../../engine/treasury/yieldToMaturity.ts'

const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000

/** Terms of a regular schedule; of a bill, without coupons. */
const aTreasury = (
  changes: Partial<CouponTerms> & Pick<CouponTerms, 'issueDay' | 'maturityDay' | 'couponsPerYear'>,
): CouponTerms => ({
  faceValue: 100_000_000n,
  couponRate: 0,
  dayCount: 'ACT/ACT',
  endOfMonth: true,
  firstCouponDay:
    changes.couponsPerYear === 0 ? changes.maturityDay : addMonths(changes.issueDay, 12 / changes.couponsPerYear, true),
  lastRegularDay: changes.maturityDay,
  ...changes,
})

/** 31 CFR part 356, appendix B, section III, A: an 8.75 % 30-year bond issued on 15 May 1990 at 8.84 %. */
const bond1990 = aTreasury({
  couponRate: 87_500_000,
  couponsPerYear: 2,
  issueDay: dayOf('1990-05-15'),
  maturityDay: dayOf('2020-05-15'),
})

test("prices the US Treasury's worked example of a 30-year bond", () => {
  expect(priceAtYield(bond1990, dayOf('1990-05-15'), 0.0884)).toBeCloseTo(99.057893, 6)
})

test('a bond priced at its coupon on a coupon date costs its face', () => {
  expect(priceAtYield(bond1990, dayOf('2000-11-15'), 0.0875)).toBeCloseTo(100, 9)
})

test('a bond bought clean at its face on a coupon date yields its coupon, and almost so between coupons', () => {
  expect(yieldOfCleanPrice(bond1990, dayOf('2000-11-15'), 100_000_000n)).toBeCloseTo(0.0875, 9)
  expect(yieldOfCleanPrice(bond1990, dayOf('2001-02-15'), 100_000_000n)).toBeCloseTo(0.0875, 4)
})

test('the yield of a clean price is that of what is paid: the price and the accrued interest', () => {
  const day = dayOf('2001-02-15')
  const accrued = accruedInterest(bond1990, day)
  expect(accrued).toBe(2_223_756n)
  const fullPrice = 101.25 + Number(accrued) / 1e6
  expect(yieldOfCleanPrice(bond1990, day, 101_250_000n)).toBeCloseTo(yieldToMaturity(bond1990, day, fullPrice) ?? 0, 12)
})

test('a bill pays simple interest for its days', () => {
  const bill = aTreasury({ couponsPerYear: 0, issueDay: dayOf('2026-02-20'), maturityDay: dayOf('2026-08-20') })
  const price = priceAtYield(bill, dayOf('2026-05-21'), 0.04)
  expect(price * (1 + (0.04 * 91) / 365)).toBeCloseTo(100, 10)
})

test('a long last period counts by its length, and its coupon with it', () => {
  const regular = aTreasury({
    couponRate: 40_000_000,
    couponsPerYear: 2,
    issueDay: dayOf('2026-01-15'),
    maturityDay: dayOf('2028-01-15'),
  })
  const long = { ...regular, maturityDay: dayOf('2028-03-15') }
  expect(priceAtYield(long, regular.issueDay, 0.04)).toBeCloseTo(100, 2)
  expect(priceAtYield(long, regular.issueDay, 0.05)).toBeLessThan(priceAtYield(regular, regular.issueDay, 0.05))
})

test('the yield of a price gives the price back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_900 }),
      fc.double({ min: -0.02, max: 0.25, noNaN: true }),
      fc.constantFrom(0 as const, 1 as const, 2 as const, 4 as const),
      fc.constantFrom('ACT/ACT' as const, '30/360' as const, '30E/360' as const, 'ACT/360' as const),
      (daysBefore, annualYield, couponsPerYear, dayCount) => {
        const maturityDay = dayOf('2056-08-15')
        const couponRate = couponsPerYear === 0 ? 0 : 42_500_000
        const terms = aTreasury({ couponRate, couponsPerYear, dayCount, issueDay: dayOf('2026-08-15'), maturityDay })
        const settlementDay = maturityDay - (couponsPerYear === 0 ? 1 + (daysBefore % 364) : daysBefore)
        const price = priceAtYield(terms, settlementDay, annualYield)
        const found = yieldToMaturity(terms, settlementDay, price)
        expect(found === undefined ? undefined : priceAtYield(terms, settlementDay, found)).toBeCloseTo(price, 6)
      },
    ),
  )
})

test('there is no yield at maturity, nor for a price of nothing', () => {
  expect(yieldToMaturity(bond1990, bond1990.maturityDay, 100)).toBeUndefined()
  expect(yieldToMaturity(bond1990, dayOf('2000-01-01'), 0)).toBeUndefined()
})

test('ISIN check digits follow ISO 6166', () => {
  expect(isinCheckDigit('US037833100')).toBe(5)
  expect(isIsin('US0378331005')).toBe(true)
  expect(isIsin('US0378331006')).toBe(false)
})
