import type { TreasuryTerms } from '../api/marketData.ts'
import {
  actualActualIcma,
  addMonths,
  isEndOfMonth,
  type NotionalPeriod,
  notionalPeriod,
  type Schedule,
  thirty360European,
  thirty360Us,
  type YearFraction,
} from './dayCount.ts'

/** What a treasury pays, and when: `AccruedInterest.Terms` of the contracts, and the face. */
export type CouponTerms = Pick<
  TreasuryTerms,
  | 'faceValue'
  | 'couponRate'
  | 'couponsPerYear'
  | 'endOfMonth'
  | 'dayCount'
  | 'issueDay'
  | 'firstCouponDay'
  | 'lastRegularDay'
  | 'maturityDay'
>

/** One coupon period; days since 1970-01-01, UTC. */
export interface CouponPeriod {
  /** 0 for the first. */
  readonly index: number
  readonly start: number
  /** The day the coupon is paid, which begins the next one. */
  readonly end: number
  /** Whether it has the schedule's own length. */
  readonly regular: boolean
}

/** 100 % a year, in billionths. */
const rateUnit = 1_000_000_000n

const scheduleOf = ({ lastRegularDay, couponsPerYear, endOfMonth }: CouponTerms): Schedule => ({
  anchor: lastRegularDay,
  couponsPerYear,
  endOfMonth,
})

const notionalAt = (terms: CouponTerms, day: number): NotionalPeriod => notionalPeriod(scheduleOf(terms), day)

/** Coupons from the first to the last regular date, both included. */
const regularCoupons = (terms: CouponTerms): number => 1 - notionalAt(terms, terms.firstCouponDay).index

/** The schedule's date so many periods before the last regular one. */
const scheduleDate = (terms: CouponTerms, periodsBack: number): number =>
  addMonths(terms.lastRegularDay, (-periodsBack * 12) / terms.couponsPerYear, terms.endOfMonth)

/** How many coupons are paid from issue to maturity; 0 for a bill. */
export const couponCount = (terms: CouponTerms): number =>
  terms.couponsPerYear === 0 ? 0 : regularCoupons(terms) + (terms.lastRegularDay < terms.maturityDay ? 1 : 0)

/** The period of coupon `index`, from 0 to one less than `couponCount`. */
export const couponPeriodOf = (terms: CouponTerms, index: number): CouponPeriod => {
  const onSchedule = regularCoupons(terms)
  if (index === 0) {
    const regular = terms.issueDay === scheduleDate(terms, onSchedule)
    return { index, start: terms.issueDay, end: terms.firstCouponDay, regular }
  }
  if (index < onSchedule) {
    const [start, end] = [scheduleDate(terms, onSchedule - index), scheduleDate(terms, onSchedule - 1 - index)]
    return { index, start, end, regular: true }
  }
  const regular = terms.maturityDay === notionalAt(terms, terms.lastRegularDay).end
  return { index, start: terms.lastRegularDay, end: terms.maturityDay, regular }
}

/** Whether a treasury pays coupons and `day` lies between issue and maturity. */
const isAccruing = ({ couponsPerYear, issueDay, maturityDay }: CouponTerms, day: number): boolean =>
  couponsPerYear !== 0 && day >= issueDay && day < maturityDay

/** The coupon period in which `day` falls; `undefined` for a bill, before issue and from maturity on. */
export const couponPeriodAt = (terms: CouponTerms, day: number): CouponPeriod | undefined => {
  if (!isAccruing(terms, day)) return undefined
  if (day < terms.firstCouponDay) return couponPeriodOf(terms, 0)
  const onSchedule = regularCoupons(terms)
  if (day >= terms.lastRegularDay) return couponPeriodOf(terms, onSchedule)
  return couponPeriodOf(terms, onSchedule + notionalAt(terms, day).index)
}

/** The years of interest from `start` to `end`, by the terms' convention. */
const yearFraction = (terms: CouponTerms, start: number, end: number): YearFraction => {
  switch (terms.dayCount) {
    case 'ACT/ACT':
      return actualActualIcma(scheduleOf(terms), start, end)
    case '30/360': {
      const endOfMonth = terms.endOfMonth && isEndOfMonth(terms.lastRegularDay)
      return { numerator: thirty360Us(start, end, endOfMonth), denominator: 360 }
    }
    case '30E/360':
      return { numerator: thirty360European(start, end), denominator: 360 }
    case 'ACT/360':
      return { numerator: end - start, denominator: 360 }
    case 'ACT/365F':
      return { numerator: end - start, denominator: 365 }
  }
}

const interestFor = (face: bigint, { couponRate }: CouponTerms, { numerator, denominator }: YearFraction): bigint =>
  (face * BigInt(couponRate) * BigInt(numerator)) / (rateUnit * BigInt(denominator))

/**
 * The coupon that a period pays on a face (of one whole token, unless told), in settlement-token base units, rounded down. By
 * 30/360 and ACT/ACT every regular period pays the same.
 */
export const couponAmount = (
  terms: CouponTerms,
  { start, end, regular }: CouponPeriod,
  face: bigint = terms.faceValue,
): bigint => {
  const isByDays = terms.dayCount === 'ACT/360' || terms.dayCount === 'ACT/365F'
  const isEqualPart = regular && !isByDays
  return interestFor(
    face,
    terms,
    isEqualPart ? { numerator: 1, denominator: terms.couponsPerYear } : yearFraction(terms, start, end),
  )
}

/**
 * Interest accrued on a face (of one whole token, unless told) on a day since the latest coupon, in settlement-token base units,
 * rounded down: to the unit what `AccruedInterest.accrued` of the contracts computes. 0 on a coupon's day, for bills, before
 * issue and from maturity on.
 *
 * @param day days since 1970-01-01, UTC
 * @example
 * accruedInterest(market.treasury, dayOfTime(nowS))
 */
export const accruedInterest = (terms: CouponTerms, day: number, face: bigint = terms.faceValue): bigint => {
  const period = couponPeriodAt(terms, day)
  if (period === undefined) return 0n
  const coupon = couponAmount(terms, period, face)
  const accrued = interestFor(face, terms, yearFraction(terms, period.start, day))
  // By 30/360 the days of a period can exceed its part of 360: nobody is owed more than will be paid.
  return accrued < coupon ? accrued : coupon
}

/**
 * What a settlement on a day adds to the clean amount of `quantity` (treasury-token base units): rounded down once for the whole
 * quantity, as `TradingModule.quote` does.
 */
export const accruedOnQuantity = (
  terms: CouponTerms & Pick<TreasuryTerms, 'decimals'>,
  day: number,
  quantity: bigint,
): bigint => accruedInterest(terms, day, quantity * terms.faceValue) / 10n ** BigInt(terms.decimals)

/** The next coupon after a day: when it is paid, and how much on one whole token. */
export const nextCoupon = (
  terms: CouponTerms,
  day: number,
): { readonly day: number; readonly amount: bigint } | undefined => {
  const period = couponPeriodAt(terms, Math.max(day, terms.issueDay))
  return period && { day: period.end, amount: couponAmount(terms, period) }
}
