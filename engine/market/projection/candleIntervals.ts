import type { CandleInterval } from '../../api/marketData.ts'

/** Length of each candle interval in milliseconds. All divide a day, so every candle starts at a multiple, UTC. */
export const candleIntervals = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
} as const satisfies Record<CandleInterval, number>

export const intervalNames = Object.keys(candleIntervals) as CandleInterval[]

/** When the candle that holds `timeMs` starts. */
export const candleStart = (interval: CandleInterval, timeMs: number): number =>
  timeMs - (timeMs % candleIntervals[interval])
