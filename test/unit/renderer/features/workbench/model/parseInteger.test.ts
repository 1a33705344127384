import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInteger } from '../../../../../../renderer/features/workbench/model/parseInteger.ts'

test('units and exponents are exact', () => {
  expect(parseInteger('0.1 ether')).toBe(100_000_000_000_000_000n)
  expect(parseInteger('20 gwei')).toBe(20_000_000_000n)
  expect(parseInteger('1.50e3')).toBe(1_500n)
  expect(parseInteger('1', 'ether')).toBe(10n ** 18n)
  expect(parseInteger('7 wei', 'ether')).toBe(7n)
})

test('a fraction of a wei is refused rather than rounded', () => {
  expect(parseInteger('0.5')).toBeUndefined()
  expect(parseInteger('0.0000000000000000001 ether')).toBeUndefined()
  expect(parseInteger('1.0')).toBe(1n)
})

test('what is no number, or beyond any, is refused', () => {
  for (const text of ['', '.', '1.', '.5', 'ether', '1e99', '0xzz', `0x${'f'.repeat(65)}`, '1 bitcoin', '١٢'])
    expect(parseInteger(text)).toBeUndefined()
})

test('every integer of 256 bits is read back, with or without separators', () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 255n), 2n ** 256n - 1n), (value) => {
      expect(parseInteger(value.toString())).toBe(value)
      expect(parseInteger(value.toLocaleString('en-US'))).toBe(value)
    }),
  )
})
