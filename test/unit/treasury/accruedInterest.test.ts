import fc from 'fast-check'
import { type Abi, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DayCountConvention } from '../../../engine/api/marketData.ts'
import {
  accruedInterest,
  type CouponTerms,
  couponAmount,
  couponCount,
  couponPeriodAt,
  nextCoupon,
} from '../../../engine/treasury/accruedInterest.ts'
import { addMonths, dateToDay, notionalPeriod } from '../../../engine/treasury/dayCount.ts'
import { compileSolidity } from '../../builders/compileSolidity.ts'
import { createTestChain } from '../../builders/createTestChain.ts'

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
import {AccruedInterest} from "contracts/libraries/AccruedInterest.sol";
contract Accrual {
    struct Question { uint256 face; AccruedInterest.Terms terms; uint256 day; }
    struct Answer { uint256 accrued; uint256 coupon; uint256 count; AccruedInterest.Period period; }
    function answer(Question[] memory questions) external pure returns (Answer[] memory answers) {
        answers = new Answer[](questions.length);
        for (uint256 i; i < questions.length; ++i) {
            Question memory q = questions[i];
            AccruedInterest.validate(q.terms);
            AccruedInterest.Period memory period = AccruedInterest.periodAt(q.terms, q.day);
            answers[i] = Answer(
                AccruedInterest.accrued(q.face, q.terms, q.day),
                AccruedInterest.couponOf(q.face, q.terms, period),
                AccruedInterest.couponCount(q.terms),
                period
            );
        }
    }
}`

const key: Hex = `0x${'31'.repeat(32)}`

/** The contracts' library on the real engine. */
const openLibrary = async () => {
  const artifact = compileSolidity(source).get('Accrual')
  if (artifact === undefined) throw new Error('The harness does not compile.')
  const abi = artifact.abi as Abi
  const from = privateKeyToAccount(key).address
  const { provider, close } = await createTestChain({ rich: [from], timestampS: 1_800_000_000, unlockedKeys: [key] })
  const params = [{ from, data: artifact.creation.object, gas: '0xf00000' }]
  const hash = await provider.request({ method: 'eth_sendTransaction', params })
  const receipt = await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
  const { contractAddress: to } = receipt as { contractAddress: Hex }
  const answer = async (questions: readonly Question[]): Promise<readonly Answer[]> => {
    const args = [questions.map(({ terms, day }) => ({ face: terms.faceValue, terms: toStruct(terms), day }))]
    const data = encodeFunctionData({ abi, functionName: 'answer', args })
    const result = await provider.request({ method: 'eth_call', params: [{ to, data }, 'latest'] })
    return decodeFunctionResult({ abi, functionName: 'answer', data: result as Hex }) as readonly Answer[]
  }
  return { answer, close }
}

interface Question {
  readonly terms: CouponTerms
  readonly day: number
}

interface Answer {
  readonly accrued: bigint
  readonly coupon: bigint
  readonly count: bigint
  readonly period: { readonly index: bigint; readonly start: bigint; readonly end: bigint; readonly regular: boolean }
}

const expectSame = ({ terms, day }: Question, { accrued, coupon, count, period }: Answer): void => {
  const ours = couponPeriodAt(terms, day)
  const { regular } = period
  const [index, start, end] = [Number(period.index), Number(period.start), Number(period.end)]
  expect(ours).toEqual({ index, start, end, regular })
  expect(ours && couponAmount(terms, ours)).toBe(coupon)
  expect(accruedInterest(terms, day)).toBe(accrued)
  expect(couponCount(terms)).toBe(Number(count))
  expect(nextCoupon(terms, day)).toEqual({ day: end, amount: coupon })
}

let library: Awaited<ReturnType<typeof openLibrary>>
beforeAll(async () => {
  library = await openLibrary()
}, 120_000)
afterAll(() => library.close())

const toStruct = (terms: CouponTerms) => ({
  convention: DayCountConvention.options.indexOf(terms.dayCount),
  couponsPerYear: terms.couponsPerYear,
  endOfMonth: terms.endOfMonth,
  rate: terms.couponRate,
  issueDay: terms.issueDay,
  firstCouponDay: terms.firstCouponDay,
  lastRegularDay: terms.lastRegularDay,
  maturityDay: terms.maturityDay,
})

/** Terms with regular, short and long periods at both ends, on month ends and other days, in every convention. */
const anyTerms = (): fc.Arbitrary<CouponTerms> =>
  fc
    .record({
      dayCount: fc.constantFrom(...DayCountConvention.options),
      couponsPerYear: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 6 as const, 12 as const),
      endOfMonth: fc.boolean(),
      couponRate: fc.integer({ min: 0, max: 250_000_000 }),
      faceValue: fc.bigInt({ min: 1n, max: 2n ** 96n }),
      year: fc.integer({ min: 2015, max: 2060 }),
      month: fc.integer({ min: 1, max: 12 }),
      dayOfMonth: fc.constantFrom(1, 15, 27, 28, 29, 30, 31),
      regularPeriods: fc.integer({ min: 0, max: 40 }),
      stub: fc.constantFrom('regular', 'short', 'long'),
      stubDays: fc.integer({ min: 1, max: 25 }),
      lastDays: fc.constantFrom(0, 0, 0, 1, 20, 45, 200),
    })
    .map(({ year, month, dayOfMonth, regularPeriods, stub, stubDays, lastDays, ...rest }) => {
      const lastRegularDay = Math.min(dateToDay(year, month, dayOfMonth), dateToDay(year, month + 1, 1) - 1)
      const step = 12 / rest.couponsPerYear
      const firstCouponDay = addMonths(lastRegularDay, -regularPeriods * step, rest.endOfMonth)
      const schedule = { anchor: lastRegularDay, couponsPerYear: rest.couponsPerYear, endOfMonth: rest.endOfMonth }
      const regularStart = notionalPeriod(schedule, firstCouponDay - 1).start
      const issueDay =
        stub === 'regular' ? regularStart : stub === 'short' ? firstCouponDay - stubDays : regularStart - stubDays
      return { ...rest, issueDay, firstCouponDay, lastRegularDay, maturityDay: lastRegularDay + lastDays }
    })

/** A day of a treasury's life: any, or one near its first coupon. */
const anyQuestion = (): fc.Arbitrary<Question> =>
  fc
    .tuple(anyTerms(), fc.double({ min: 0, max: 0.999_999, noNaN: true }), fc.constantFrom(undefined, -2, -1, 0, 1))
    .map(([terms, share, fromCoupon]) => {
      const { issueDay, firstCouponDay, maturityDay } = terms
      const any = issueDay + Math.floor((maturityDay - issueDay) * share)
      const near = fromCoupon === undefined ? any : firstCouponDay + fromCoupon
      return { terms, day: near >= issueDay && near < maturityDay ? near : any }
    })

test('accrues to the unit what the contracts accrue, on any day of any terms', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyQuestion(), { minLength: 1, maxLength: 100, size: 'max' }), async (questions) => {
      const answers = await library.answer(questions)
      for (const [index, question] of questions.entries()) expectSame(question, answers[index] as Answer)
    }),
    { numRuns: 12 },
  )
}, 120_000)

const bond: CouponTerms = {
  faceValue: 100_000_000n,
  couponRate: 42_500_000,
  couponsPerYear: 2,
  dayCount: 'ACT/ACT',
  endOfMonth: true,
  issueDay: dateToDay(2026, 11, 15),
  firstCouponDay: dateToDay(2027, 5, 15),
  lastRegularDay: dateToDay(2036, 11, 15),
  maturityDay: dateToDay(2036, 11, 15),
}

test('accrues nothing on a coupon day, before issue, from maturity on, and for a bill', () => {
  expect(accruedInterest(bond, bond.firstCouponDay - 1)).toBe(2_113_259n)
  expect(accruedInterest(bond, bond.firstCouponDay)).toBe(0n)
  expect(accruedInterest(bond, bond.issueDay - 1)).toBe(0n)
  expect(accruedInterest(bond, bond.maturityDay)).toBe(0n)
  const bill = { ...bond, couponRate: 0, couponsPerYear: 0 as const }
  expect(accruedInterest(bill, bond.firstCouponDay - 1)).toBe(0n)
  expect(couponCount(bill)).toBe(0)
})

test('names the next coupon until there is none', () => {
  expect(nextCoupon(bond, bond.issueDay - 30)).toEqual({ day: bond.firstCouponDay, amount: 2_125_000n })
  expect(nextCoupon(bond, bond.firstCouponDay)).toEqual({ day: dateToDay(2027, 11, 15), amount: 2_125_000n })
  expect(nextCoupon(bond, bond.maturityDay)).toBeUndefined()
})
