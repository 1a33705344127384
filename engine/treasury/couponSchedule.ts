import type { TreasuryTerms } from '../api/marketData.ts'

const secondsPerDay = 86_400

/** A date without time, UTC. */
interface CalendarDate {
  readonly year: number
  /** 0 to 11. */
  readonly month: number
  readonly day: number
}

const toCalendarDate = (timestampS: number): CalendarDate => {
  const date = new Date(timestampS * 1000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() }
}

const lastDayOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

/** `months` before a date; a month's last day stays a last day (the end-of-month rule of 31 CFR 356.30). */
const monthsBefore = ({ year, month, day }: CalendarDate, months: number): number => {
  const target = new Date(Date.UTC(year, month - months, 1))
  const last = lastDayOfMonth(target.getUTCFullYear(), target.getUTCMonth())
  const isMonthEnd = day === lastDayOfMonth(year, month)
  target.setUTCDate(isMonthEnd ? last : Math.min(day, last))
  return target.getTime() / 1000
}

/** Where a settlement date stands among a treasury's coupon dates; times are Unix seconds at 00:00 UTC. */
export interface CouponPosition {
  readonly previousCouponS: number
  readonly nextCouponS: number
  /** Coupons still to be paid, the one at maturity included. */
  readonly couponsLeft: number
}

/** Finds the coupon period that `atS` falls in, counting back from maturity. Needs `couponsPerYear` > 0 and `atS` before maturity. */
export const findCouponPosition = (
  terms: Pick<TreasuryTerms, 'maturesAtS' | 'couponsPerYear'>,
  atS: number,
): CouponPosition => {
  const maturity = toCalendarDate(terms.maturesAtS)
  const monthsPerPeriod = 12 / terms.couponsPerYear
  let couponsLeft = 1
  while (monthsBefore(maturity, couponsLeft * monthsPerPeriod) > atS) couponsLeft += 1
  return {
    previousCouponS: monthsBefore(maturity, couponsLeft * monthsPerPeriod),
    nextCouponS: monthsBefore(maturity, (couponsLeft - 1) * monthsPerPeriod),
    couponsLeft,
  }
}

/** Whole days from one time to another, by their UTC dates. */
export const daysBetween = (fromS: number, toS: number): number =>
  Math.floor(toS / secondsPerDay) - Math.floor(fromS / secondsPerDay)
