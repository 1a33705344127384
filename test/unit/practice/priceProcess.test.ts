import { expect, test } from 'vitest'
import { createPriceProcess } from '../../../engine/practice/createPriceProcess.ts'
import { practiceTreasuries } from '../../../engine/practice/practiceTreasuries.ts'
import { isIsin } from '../../../engine/treasury/isin.ts'

const issuedAtS = Date.parse('2026-10-23T00:00:00Z') / 1000
const treasuries = practiceTreasuries(issuedAtS)
const seed = `0x${'11'.repeat(32)}` as const

const walk = (label: string) => {
  const process = createPriceProcess(seed, label, treasuries)
  return Array.from({ length: 100 }, (_, step) => {
    process.advance(3_600)
    return treasuries.map((_, index) => process.fairPriceTicks(index, issuedAtS + step * 3_600))
  })
}

test('equal seeds give equal prices, other labels others', () => {
  expect(walk('history')).toEqual(walk('history'))
  expect(walk('history')).not.toEqual(walk('live'))
})

test('prices stay plausible over a month', () => {
  for (const prices of walk('history')) {
    for (const ticks of prices) {
      expect(ticks * 0.005).toBeGreaterThan(90)
      expect(ticks * 0.005).toBeLessThan(110)
    }
  }
})

test('every practice treasury has a well-formed ISIN and matures after it was issued', () => {
  for (const { terms } of treasuries) {
    expect(isIsin(terms.isin)).toBe(true)
    expect(terms.maturityDay).toBeGreaterThan(terms.issueDay)
  }
})
