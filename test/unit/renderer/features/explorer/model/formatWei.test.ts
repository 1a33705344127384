import { expect, test } from 'vitest'
import {
  formatEther,
  formatEtherShort,
  formatGwei,
  formatShare,
} from '../../../../../../renderer/features/explorer/model/formatWei.ts'

test('writes ether exactly, and short for columns without calling dust nothing', () => {
  expect(formatEther(1n)).toBe('0.000000000000000001')
  expect(formatEtherShort(10n ** 18n)).toBe('1.000000')
  expect(formatEtherShort(999_999_999_999n)).toBe('<0.000001')
  expect(formatEtherShort(0n)).toBe('0.000000')
})

test('writes gwei with as many digits as it takes to be more than zero', () => {
  expect(formatGwei(1_500_000_000n)).toBe('1.500')
  expect(formatGwei(7n)).toBe('0.000000007')
  expect(formatGwei(0n)).toBe('0.000')
})

test('writes shares of a limit, also of none', () => {
  expect(formatShare(1n, 3n)).toBe('33.3 %')
  expect(formatShare(999_999n, 1_000_000n)).toBe('100.0 %')
  expect(formatShare(1n, 0n)).toBe('0 %')
})
