import { type Address, stringToHex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { DayCountConvention, NewTreasury } from '../api/treasury.ts'
import { DAY_S, dayOf } from './days.ts'

/** In the order of DayCount.Convention. */
export const dayCountConventions = [
  '30/360',
  '30E/360',
  'ACT/360',
  'ACT/365F',
  'ACT/ACT',
] as const satisfies readonly DayCountConvention[]

/** In the order of ITreasuryRegistry.TreasuryType. */
export const treasuryKinds = ['bill', 'note', 'bond'] as const satisfies readonly NewTreasury['kind'][]

/** A calendar date's day since 1970-01-01. */
export const toDay = (date: string): number => dayOf(Date.parse(`${date}T00:00:00Z`) / 1000)

/** The date of a day since 1970-01-01, as `2031-05-15`. */
export const toDate = (day: number): string => new Date(day * DAY_S * 1000).toISOString().slice(0, 10)

const lastOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

/** So many months before a day; with `endOfMonth` always the month's last (31 CFR 356.30, ICMA rule 251). */
const monthsBefore = (day: number, months: number, endOfMonth: boolean): number => {
  const date = new Date(day * DAY_S * 1000)
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1))
  const last = lastOfMonth(target.getUTCFullYear(), target.getUTCMonth())
  target.setUTCDate(endOfMonth ? last : Math.min(date.getUTCDate(), last))
  return dayOf(target.getTime() / 1000)
}

const isMonthEnd = (day: number): boolean => new Date((day + 1) * DAY_S * 1000).getUTCDate() === 1

/** The first date of the schedule after the issue, counting back from `lastRegularDay`. */
const firstScheduled = (issueDay: number, lastRegularDay: number, perYear: number, endOfMonth: boolean): number => {
  let first = lastRegularDay
  for (let periods = 1; ; periods++) {
    const earlier = monthsBefore(lastRegularDay, (periods * 12) / perYear, endOfMonth)
    if (earlier <= issueDay) return first
    first = earlier
  }
}

/** The terms as the registry keeps them (AccruedInterest.Terms). */
const toTerms = (treasury: NewTreasury) => {
  const issueDay = toDay(treasury.issueDate)
  const maturityDay = toDay(treasury.maturityDate)
  if (issueDay >= maturityDay) {
    throw new TerminalError('treasury/invalid-terms', 'A treasury matures after it is issued.', {
      issueDate: treasury.issueDate,
      maturityDate: treasury.maturityDate,
    })
  }
  const perYear = treasury.couponsPerYear
  if ((perYear === 0) !== (treasury.couponRate === 0) || (treasury.kind === 'bill' && perYear !== 0)) {
    const message = 'A treasury pays coupons with both a rate and a frequency, or none with neither; a bill pays none.'
    throw new TerminalError('treasury/invalid-terms', message, {
      couponRate: treasury.couponRate,
      couponsPerYear: perYear,
    })
  }
  const lastRegularDay = perYear > 0 && treasury.lastRegularDate ? toDay(treasury.lastRegularDate) : maturityDay
  const endOfMonth = perYear > 0 && isMonthEnd(lastRegularDay)
  const firstCouponDay =
    perYear === 0
      ? maturityDay
      : treasury.firstCouponDate
        ? toDay(treasury.firstCouponDate)
        : firstScheduled(issueDay, lastRegularDay, perYear, endOfMonth)
  return {
    convention: dayCountConventions.indexOf(treasury.dayCount),
    couponsPerYear: perYear,
    endOfMonth,
    rate: treasury.couponRate,
    issueDay,
    firstCouponDay,
    lastRegularDay,
    maturityDay,
  }
}

/**
 * What {@link ITreasuryRegistry} is told when a treasury is registered.
 *
 * @throws TerminalError `treasury/invalid-terms`
 */
export const toTreasuryInfo = (treasury: NewTreasury, token: Address, issuer: Address) => ({
  token,
  treasuryType: treasuryKinds.indexOf(treasury.kind),
  currency: stringToHex(treasury.currency, { size: 3 }),
  issuer,
  terms: toTerms(treasury),
  faceValue: treasury.faceValue,
  issuePrice: treasury.issuePrice,
  documentHash: treasury.documentHash,
  isin: treasury.isin,
  name: treasury.name,
})
