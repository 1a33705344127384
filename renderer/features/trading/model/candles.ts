import type { Candle, CandleInterval } from '../../../../engine/api/marketData.ts'

export interface CandleSeries {
  /** Oldest first, without duplicates. */
  readonly candles: readonly Candle[]
  /** There is nothing older. */
  readonly complete: boolean
}

export type CandleEvent =
  | { readonly kind: 'latest'; readonly candles: readonly Candle[]; readonly complete: boolean }
  | { readonly kind: 'older'; readonly candles: readonly Candle[]; readonly complete: boolean }
  | { readonly kind: 'candle'; readonly candle: Candle }

export const intervals = ['1m', '5m', '15m', '1h', '1d'] as const satisfies readonly CandleInterval[]

/** Folds pages of history and live candles. The latest page replaces all from its start on; if it doesn't reach what is known, all. */
export function applyCandleEvent(series: CandleSeries | undefined, event: CandleEvent): CandleSeries {
  const known = series?.candles ?? []
  if (event.kind === 'candle') return { candles: putCandle(known, event.candle), complete: series?.complete ?? false }
  const first = event.candles[0]
  const last = event.candles.at(-1)
  if (event.kind === 'latest') {
    const reaches = first !== undefined && known.length > 0 && (known.at(-1)?.startMs ?? 0) >= first.startMs
    if (!reaches) return { candles: event.candles, complete: event.complete }
    const kept = known.filter(({ startMs }) => startMs < first.startMs)
    const newer = known.filter(({ startMs }) => startMs > (last?.startMs ?? 0))
    return { candles: [...kept, ...event.candles, ...newer], complete: series?.complete ?? event.complete }
  }
  const oldestMs = known[0]?.startMs ?? Number.POSITIVE_INFINITY
  return { candles: [...event.candles.filter(({ startMs }) => startMs < oldestMs), ...known], complete: event.complete }
}

/** Replaces the candle of the same start, or puts it in its place. */
function putCandle(known: readonly Candle[], candle: Candle): readonly Candle[] {
  const last = known.at(-1)
  if (last === undefined || last.startMs < candle.startMs) return [...known, candle]
  const index = known.findIndex(({ startMs }) => startMs >= candle.startMs)
  return known.toSpliced(index, known[index]?.startMs === candle.startMs ? 1 : 0, candle)
}
