import { expect, test } from 'vitest'
import { applyCandleEvent } from '../../../../../../renderer/features/trading/model/candles.ts'

const candle = (startMs: number, closeTicks = 100) => ({
  startMs,
  openTicks: 100,
  highTicks: 100,
  lowTicks: 100,
  closeTicks,
  volumeLots: 1,
})
const starts = (series: { candles: readonly { startMs: number }[] }) => series.candles.map(({ startMs }) => startMs)
const series = { candles: [candle(10), candle(20), candle(30)], complete: false }

test('replaces the last candle while it runs, and adds the next', () => {
  const changed = applyCandleEvent(series, { kind: 'candle', candle: candle(30, 105) })
  expect(changed.candles.at(-1)?.closeTicks).toBe(105)
  expect(starts(applyCandleEvent(changed, { kind: 'candle', candle: candle(40) }))).toEqual([10, 20, 30, 40])
})

test('corrects an older candle in its place', () => {
  const corrected = applyCandleEvent(series, { kind: 'candle', candle: candle(20, 90) })
  expect([starts(corrected), corrected.candles[1]?.closeTicks]).toEqual([[10, 20, 30], 90])
})

test('puts a candle that was missing between its neighbours', () => {
  expect(starts(applyCandleEvent(series, { kind: 'candle', candle: candle(25) }))).toEqual([10, 20, 25, 30])
})

test('puts older pages before what is known, without duplicates', () => {
  const older = applyCandleEvent(series, { kind: 'older', candles: [candle(0), candle(5), candle(10)], complete: true })
  expect([starts(older), older.complete]).toEqual([[0, 5, 10, 20, 30], true])
})

test('keeps older history when the latest page after a loss reaches it', () => {
  const latest = applyCandleEvent(series, {
    kind: 'latest',
    candles: [candle(20, 91), candle(30), candle(40)],
    complete: false,
  })
  expect([starts(latest), latest.candles[1]?.closeTicks]).toEqual([[10, 20, 30, 40], 91])
})

test('starts anew when the latest page leaves a gap', () => {
  expect(
    starts(applyCandleEvent(series, { kind: 'latest', candles: [candle(50), candle(60)], complete: false })),
  ).toEqual([50, 60])
})
