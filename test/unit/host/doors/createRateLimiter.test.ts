import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateLimiter } from '../../../../main/host/doors/createRateLimiter.ts'

const build = (options: { burst: number; perSecond: number; most?: number }) => {
  const clock = { ms: 0 }
  return { clock, limiter: createRateLimiter({ ...options, nowMs: () => clock.ms }) }
}

test('lets a burst pass and says how long to wait for the next', () => {
  const { clock, limiter } = build({ burst: 2, perSecond: 4 })
  expect([limiter.take('a'), limiter.take('a'), limiter.take('a')]).toEqual([0, 0, 250])
  clock.ms += 249
  expect(limiter.take('a')).toBe(1)
  clock.ms += 1
  expect(limiter.take('a')).toBe(0)
})

test('keeps callers apart', () => {
  const { limiter } = build({ burst: 1, perSecond: 1 })
  expect([limiter.take('a'), limiter.take('b'), limiter.take('a')]).toEqual([0, 0, 1_000])
})

test('lets more than a burst at once pass when the bucket is full', () => {
  const { limiter } = build({ burst: 5, perSecond: 1 })
  expect([limiter.take('a', 50), limiter.take('a', 50)]).toEqual([0, 5_000])
})

test('gains nothing from a clock that goes back', () => {
  const { clock, limiter } = build({ burst: 1, perSecond: 1 })
  limiter.take('a')
  clock.ms -= 60_000
  expect(limiter.take('a')).toBe(1_000)
})

test('forgets the caller longest unused beyond its bound', () => {
  const { limiter } = build({ burst: 1, perSecond: 1, most: 2 })
  for (const key of ['a', 'b', 'c']) limiter.take(key)
  expect([limiter.take('c'), limiter.take('a')]).toEqual([1_000, 0])
})

test('never lets more pass than burst and rate allow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (waits) => {
      const { clock, limiter } = build({ burst: 10, perSecond: 20 })
      let passed = 0
      for (const wait of waits) {
        clock.ms += wait
        if (limiter.take('a') === 0) passed += 1
        expect(passed).toBeLessThanOrEqual(10 + (clock.ms / 1_000) * 20)
      }
    }),
  )
})
