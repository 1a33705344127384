import { expect, test } from 'vitest'
import { diffCandles, toBar } from '../../../../../../renderer/features/trading/model/chartData.ts'
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
