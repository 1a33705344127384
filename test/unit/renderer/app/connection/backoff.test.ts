import { expect, test } from 'vitest'
import { computeBackoffMs } from '../../../../../renderer/app/connection/backoff.ts'

test('doubles from a quarter of a second to ten seconds', () => {
  expect([0, 1, 2, 3, 6, 50].map((attempt) => computeBackoffMs(attempt, 1))).toEqual([
    250, 500, 1_000, 2_000, 10_000, 10_000,
  ])
})

test('never waits less than half of that, however the dice fall', () => {
  expect(computeBackoffMs(3, 0)).toBe(1_000)
})
