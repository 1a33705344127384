import { expect, test } from 'vitest'
import type { Trade } from '../../../../../../engine/api/marketData.ts'
import { findResumeSequence, mergeTrades } from '../../../../../../renderer/features/trading/model/trades.ts'

const trade = (sequence: number, settlement: Trade['settlement'] = 'settled'): Trade => ({
  fillId: `0x${String(sequence).padStart(64, '0')}`,
  sequence,
  priceTicks: 100,
  sizeLots: 1,
  takerSide: 'buy',
  matchedAtMs: sequence,
  settlement,
})

test('puts the newest first, whatever the order they come in', () => {
  const merged = mergeTrades([trade(3), trade(1)], [trade(2), trade(5)])
  expect(merged.map(({ sequence }) => sequence)).toEqual([5, 3, 2, 1])
})

test('replaces a trade that comes again with its settlement', () => {
  expect(mergeTrades([trade(1, 'matched')], [trade(1, 'failed')])).toEqual([trade(1, 'failed')])
})

test('keeps the latest two hundred', () => {
  const many = Array.from({ length: 250 }, (_, index) => trade(index + 1))
  const merged = mergeTrades([], many)
  expect([merged.length, merged[0]?.sequence, merged.at(-1)?.sequence]).toEqual([200, 250, 51])
})

test('resumes after the newest trade when all are settled', () => {
  expect(findResumeSequence([trade(9), trade(8)])).toBe(9)
})

test('resumes before the oldest trade that still waits for settlement', () => {
  expect(findResumeSequence([trade(9), trade(8, 'matched'), trade(7), trade(6, 'matched'), trade(5)])).toBe(5)
})

test('starts from the latest when nothing is known', () => {
  expect(findResumeSequence([])).toBeUndefined()
})
