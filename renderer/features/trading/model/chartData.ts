import type { Candle, CandleInterval, Market } from '../../../../engine/api/marketData.ts'
import { priceToNumber } from '../../../ui/format.ts'

/** How to bring a chart from the candles it shows to newer ones: change its end, or set everything. */
export type ChartUpdate =
  | { readonly kind: 'none' | 'all' }
  | { readonly kind: 'tail'; readonly candles: readonly Candle[] }

/** Finds the least change. Candles are never edited in place, so an unchanged one is the same object. */
export function diffCandles(shown: readonly Candle[], next: readonly Candle[]): ChartUpdate {
  if (shown === next) return { kind: 'none' }
  const lastIndex = shown.length - 1
  if (lastIndex < 0 || next.length < shown.length || next[0] !== shown[0]) return { kind: 'all' }
  for (let index = 0; index < lastIndex; index += 1) if (shown[index] !== next[index]) return { kind: 'all' }
  const isSameStart = shown[lastIndex]?.startMs === next[lastIndex]?.startMs
  return isSameStart ? { kind: 'tail', candles: next.slice(lastIndex) } : { kind: 'all' }
}

/** Candles as the chart draws them; the only place where prices become floating point. */
export const toBar = ({ startMs, openTicks, highTicks, lowTicks, closeTicks }: Candle, market: Market) => ({
  time: startMs / 1_000,
  open: priceToNumber(openTicks, market),
  high: priceToNumber(highTicks, market),
  low: priceToNumber(lowTicks, market),
  close: priceToNumber(closeTicks, market),
})

const intervalMs: Readonly<Record<CandleInterval, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
}
const longestGap = 4
const fewestBars = 12
const mostBars = 120

/** How many of the last candles to show at first: back to the first long silence, so that lively hours aren't lost beside quiet days. */
export function countLatestStretch(candles: readonly Candle[], interval: CandleInterval): number {
  let count = Math.min(1, candles.length)
  while (count < candles.length && count < mostBars) {
    const [older, newer] = [candles[candles.length - count - 1], candles[candles.length - count]]
    if (older === undefined || newer === undefined) break
    if (newer.startMs - older.startMs > longestGap * intervalMs[interval]) break
    count += 1
  }
  return Math.max(fewestBars, count)
}
