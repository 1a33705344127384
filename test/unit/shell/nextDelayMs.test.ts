import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextDelayMs } from '../../../main/shell/nextDelayMs.ts'

test('doubles from half a second to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((failures) => nextDelayMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ])
})

test('never waits less than four fifths of the plan, nor more than it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const planMs = nextDelayMs(failures, 1)
      const delayMs = nextDelayMs(failures, random)
      expect(delayMs).toBeGreaterThanOrEqual(Math.floor(planMs * 0.8))
      expect(delayMs).toBeLessThanOrEqual(planMs)
    }),
  )
})
