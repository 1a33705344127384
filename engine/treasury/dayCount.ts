/**
 * Calendar dates and day counts, as `contracts/libraries/DayCount.sol` has them: a date is its number of days since 1970-01-01,
 * UTC. Property tests compare every function here with the contract's.
 */

/** An exact number of years. Both parts are safe integers for dates up to the year 9999. */
export interface YearFraction {
  readonly numerator: number
  readonly denominator: number
}

/** A regular coupon period that a schedule has, or would have beyond its ends. Period 0 starts on the schedule's anchor. */
export interface NotionalPeriod {
  readonly index: number
  readonly start: number
  /** The first day of the next one. */
  readonly end: number
}

interface CalendarDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly dayOfMonth: number
}

export const secondsPerDay = 86_400
const msPerDay = 86_400_000

/** The date, UTC, of a time in Unix seconds. */
export const dayOfTime = (timestampS: number): number => Math.floor(timestampS / secondsPerDay)

/** The year, month (1 to 12) and day of the month of a date. */
export const dayToDate = (day: number): CalendarDate => {
  const date = new Date(day * msPerDay)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
}

/** The date of a year, month (1 to 12; 13 is January of the next year) and day of the month. */
export const dateToDay = (year: number, month: number, dayOfMonth: number): number =>
  Date.UTC(year, month - 1, dayOfMonth) / msPerDay

const lastDayOfMonth = (year: number, month: number): number => dayToDate(dateToDay(year, month + 1, 1) - 1).dayOfMonth

/** Whether a date is the last of its month. */
export const isEndOfMonth = (day: number): boolean => dayToDate(day + 1).dayOfMonth === 1

/**
 * The date `months` after `day` (before it, when negative): the same day of the month, or the month's last day when it has no
 * such day.
 *
 * @param endOfMonth whether the last day of a month leads to the last day of a month (31 CFR 356.30)
 */
export const addMonths = (day: number, months: number, endOfMonth: boolean): number => {
  const { year, month, dayOfMonth } = dayToDate(day)
  const target = year * 12 + month - 1 + months
  const [targetYear, targetMonth] = [Math.floor(target / 12), (((target % 12) + 12) % 12) + 1]
  const last = lastDayOfMonth(targetYear, targetMonth)
  const isLast = dayOfMonth > last || (endOfMonth && isEndOfMonth(day))
  return dateToDay(targetYear, targetMonth, isLast ? last : dayOfMonth)
}

const daysOf360 = (start: CalendarDate, end: CalendarDate): number =>
  360 * (end.year - start.year) + 30 * (end.month - start.month) + end.dayOfMonth - start.dayOfMonth

const isLastOfFebruary = ({ year, month, dayOfMonth }: CalendarDate): boolean =>
  month === 2 && dayOfMonth === lastDayOfMonth(year, 2)

/**
 * Days of 30/360, "bond basis" (2006 ISDA Definitions 4.16(f)).
 *
 * @param endOfMonth whether the issue pays at month ends: then the last day of February counts as the 30th (SIFMA)
 */
export const thirty360Us = (startDay: number, endDay: number, endOfMonth: boolean): number => {
  let [start, end] = [dayToDate(startDay), dayToDate(endDay)]
  if (endOfMonth && isLastOfFebruary(start)) {
    if (isLastOfFebruary(end)) end = { ...end, dayOfMonth: 30 }
    start = { ...start, dayOfMonth: 30 }
  }
  if (start.dayOfMonth === 31) start = { ...start, dayOfMonth: 30 }
  if (end.dayOfMonth === 31 && start.dayOfMonth === 30) end = { ...end, dayOfMonth: 30 }
  return daysOf360(start, end)
}

/** Days of 30E/360, "Eurobond basis" (2006 ISDA Definitions 4.16(g)). */
export const thirty360European = (startDay: number, endDay: number): number => {
  const upTo30 = (date: CalendarDate): CalendarDate => ({ ...date, dayOfMonth: Math.min(date.dayOfMonth, 30) })
  return daysOf360(upTo30(dayToDate(startDay)), upTo30(dayToDate(endDay)))
}

const monthNumber = (day: number): number => {
  const { year, month } = dayToDate(day)
  return year * 12 + month
}

/** A schedule of regular coupon dates: every date counts from the anchor, in both directions. */
export interface Schedule {
  /** A regular coupon date. */
  readonly anchor: number
  readonly couponsPerYear: number
  readonly endOfMonth: boolean
}

/** The notional coupon period that holds `day`. */
export const notionalPeriod = ({ anchor, couponsPerYear, endOfMonth }: Schedule, day: number): NotionalPeriod => {
  const step = 12 / couponsPerYear
  const dateOf = (index: number): number => addMonths(anchor, index * step, endOfMonth)
  let index = Math.floor((monthNumber(day) - monthNumber(anchor)) / step)
  if (dateOf(index) > day) index -= 1
  return { index, start: dateOf(index), end: dateOf(index + 1) }
}

/** The years from `start` to `end` by ACT/ACT ICMA (ICMA rule 251): each notional period counts by its own days. */
export const actualActualIcma = (schedule: Schedule, start: number, end: number): YearFraction => {
  const { couponsPerYear } = schedule
  const first = notionalPeriod(schedule, start)
  const firstDays = first.end - first.start
  if (end <= first.end) return { numerator: end - start, denominator: couponsPerYear * firstDays }
  const last = notionalPeriod(schedule, end)
  const lastDays = last.end - last.start
  const whole = last.index - first.index - 1
  return {
    numerator: (first.end - start) * lastDays + (end - last.start) * firstDays + whole * firstDays * lastDays,
    denominator: couponsPerYear * firstDays * lastDays,
  }
}
