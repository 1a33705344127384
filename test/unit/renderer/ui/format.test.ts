import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  countPriceDigits,
  formatAge,
  formatAmount,
  formatAveragePrice,
  formatBps,
  formatChange,
  formatDateTime,
  formatLotsAsTokens,
  formatPrice,
  formatYield,
  parsePrice,
  shortenHex,
} from '../../../../renderer/ui/format.ts'
import { buildMarket } from '../builders.ts'

const market = buildMarket()

test('writes amounts beyond the precision of a float exactly', () => {
  expect(formatAmount(123_456_789_012_345_678_901_234_567n, 18)).toBe('123,456,789.012345678901234567')
})

test('shows at least and at most as many fraction digits as asked for', () => {
  expect(formatAmount(1_500_000n, 6, { fractionMin: 2 })).toBe('1.50')
  expect(formatAmount(1_234_567n, 6, { fractionMin: 2, fractionMax: 2 })).toBe('1.23')
  expect(formatAmount(5n, 0)).toBe('5')
})

test('rounds half up, carrying into the whole part', () => {
  expect(formatAmount(1_995_000n, 6, { fractionMin: 2, fractionMax: 2 })).toBe('2.00')
  expect(formatAmount(999_999_999n, 6, { fractionMax: 0 })).toBe('1,000')
})

test('gives negative amounts a minus and, on request, positive ones a plus', () => {
  expect(formatAmount(-1_500_000n, 6, { fractionMin: 2 })).toBe('−1.50')
  expect(formatAmount(1_500_000n, 6, { signed: true })).toBe('+1.5')
})

test('gives no sign to what rounds to zero', () => {
  expect(formatAmount(-1n, 6, { fractionMin: 2, fractionMax: 2, signed: true })).toBe('0.00')
})

test('writes every price of a market with the digits of its tick', () => {
  expect(formatPrice(98_950, market)).toBe('98.950')
  expect(formatPrice(100_000, market)).toBe('100.000')
  expect(countPriceDigits({ ...market, tickSize: 15_625n })).toBe(6)
  expect(countPriceDigits({ ...market, tickSize: 1_000_000n })).toBe(2)
})

test('reads back every price it writes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.constantFrom(1n, 1_000n, 15_625n, 250_000n),
      (ticks, tickSize) => {
        const scale = { ...market, tickSize }
        expect(parsePrice(formatPrice(ticks, scale), scale)).toEqual({ ticks })
      },
    ),
  )
})

test('refuses a price between two ticks instead of rounding it', () => {
  expect(parsePrice('98.9505', market)).toEqual({ problem: 'off-grid' })
  expect(parsePrice('98.95000000001', market)).toEqual({ problem: 'off-grid' })
})

test('tells an empty price from a malformed one and one out of range', () => {
  expect(parsePrice('  ', market)).toEqual({ problem: 'empty' })
  for (const text of ['-1', '1e3', '0x10', '1.2.3', '½', 'NaN', '.'])
    expect(parsePrice(text, market)).toEqual({ problem: 'malformed' })
  expect(parsePrice('0', market)).toEqual({ problem: 'out-of-range' })
  expect(parsePrice('9'.repeat(30), market)).toEqual({ problem: 'out-of-range' })
})

test('writes an average between ticks with one digit more', () => {
  expect(formatAveragePrice(98_950.5, market)).toBe('98.9505')
})

test('writes lots as whole tokens', () => {
  expect(formatLotsAsTokens(12, { ...market, lotSize: 10n ** 17n })).toBe('1.2')
})

test('writes yields and basis points as percent', () => {
  expect(formatYield(0.0431)).toBe('4.310 %')
  expect(formatYield(-0.0012)).toBe('−0.120 %')
  expect(formatYield(-0.0000001)).toBe('0.000 %')
  expect(formatYield(undefined)).toBe('–')
  expect(formatBps(425)).toBe('4.25 %')
})

test('writes changes with their sign', () => {
  expect(formatChange(100_000, 100_250)).toBe('+0.250 %')
  expect(formatChange(100_000, 99_000)).toBe('−1.000 %')
  expect(formatChange(100_000, 100_000)).toBe('0.000 %')
  expect(formatChange(undefined, 100_000)).toBe('–')
})

test('writes times in UTC', () => {
  expect(formatDateTime(Date.UTC(2026, 10, 22, 9, 8, 7))).toBe('2026-11-22 09:08:07')
})

test('writes durations in their largest unit', () => {
  expect([0, 59_999, 60_000, 3_600_000, 86_400_000].map(formatAge)).toEqual(['0 s', '59 s', '1 min', '1 h', '1 d'])
})

test('shortens long hexadecimal only', () => {
  expect(shortenHex(`0x${'ab'.repeat(20)}`)).toBe('0xabab…abab')
  expect(shortenHex('0x1234')).toBe('0x1234')
})
