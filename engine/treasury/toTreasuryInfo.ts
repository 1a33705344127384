import { type Address, stringToHex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import { DayCountConvention, TreasuryKind } from '../api/marketData.ts'
import type { NewTreasury } from '../api/treasury.ts'
import { addMonths, dayOfTime, isEndOfMonth, secondsPerDay } from './dayCount.ts'

/** A calendar date's day since 1970-01-01. */
export const toDay = (date: string): number => dayOfTime(Date.parse(`${date}T00:00:00Z`) / 1000)

/** The date of a day since 1970-01-01, as `2031-05-15`. */
export const toDate = (day: number): string => new Date(day * secondsPerDay * 1000).toISOString().slice(0, 10)

/** The first date of the schedule after the issue, counting back from `lastRegularDay`. */
const firstScheduled = (issueDay: number, lastRegularDay: number, perYear: number, endOfMonth: boolean): number => {
  let first = lastRegularDay
  for (let periods = 1; ; periods++) {
    const earlier = addMonths(lastRegularDay, (-periods * 12) / perYear, endOfMonth)
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
  const endOfMonth = perYear > 0 && isEndOfMonth(lastRegularDay)
  const firstCouponDay =
    perYear === 0
      ? maturityDay
      : treasury.firstCouponDate
        ? toDay(treasury.firstCouponDate)
        : firstScheduled(issueDay, lastRegularDay, perYear, endOfMonth)
  return {
    convention: DayCountConvention.options.indexOf(treasury.dayCount),
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
  treasuryType: TreasuryKind.options.indexOf(treasury.kind),
  currency: stringToHex(treasury.currency, { size: 3 }),
  issuer,
  terms: toTerms(treasury),
  faceValue: treasury.faceValue,
  issuePrice: treasury.issuePrice,
  documentHash: treasury.documentHash,
  isin: treasury.isin,
  name: treasury.name,
})
