import { expect, test } from 'vitest'
import { countLatestStretch, diffCandles, toBar } from '../../../../../../renderer/features/trading/model/chartData.ts'
import { buildMarket } from '../../../builders.ts'

const candle = (startMs: number, closeTicks = 100) => ({
  startMs,
  openTicks: 100,
  highTicks: 100,
  lowTicks: 100,
  closeTicks,
  volumeLots: 1,
})
const shown = [candle(0), candle(10)]

test('changes the end of the chart only, when only the end changed', () => {
  const next = [...shown.slice(0, 1), candle(10, 105), candle(20)]
  expect(diffCandles(shown, next)).toEqual({ kind: 'tail', candles: next.slice(1) })
})

test('sets everything when history came before or something older was corrected', () => {
  expect(diffCandles(shown, [candle(-10), ...shown]).kind).toBe('all')
  expect(diffCandles(shown, [candle(0, 99), ...shown.slice(1)]).kind).toBe('all')
  expect(diffCandles([], shown).kind).toBe('all')
})

test('does nothing for the same candles', () => {
  expect(diffCandles(shown, shown).kind).toBe('none')
})

test('draws ticks at their price', () => {
  expect(toBar(candle(60_000, 98_950), buildMarket())).toMatchObject({ time: 60, close: 98.95 })
})

test('shows the latest stretch of candles, back to the first long silence, within bounds', () => {
  const at = (hour: number) => ({
    startMs: hour * 3_600_000,
    openTicks: 1,
    highTicks: 1,
    lowTicks: 1,
    closeTicks: 1,
    volumeLots: 1,
  })
  const hours = (from: number, count: number) => Array.from({ length: count }, (_, index) => at(from + index))
  expect(countLatestStretch([...hours(0, 5), ...hours(100, 20)], '1h')).toBe(20)
  expect(countLatestStretch([...hours(0, 50), ...hours(100, 3)], '1h')).toBe(12)
  expect(countLatestStretch(hours(0, 500), '1h')).toBe(120)
  expect(countLatestStretch([], '1h')).toBe(12)
})
