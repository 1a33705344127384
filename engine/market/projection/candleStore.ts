import type { Candle, CandleInterval } from '../../api/marketData.ts'
import type { FillRecord } from '../../api/order.ts'
import type { Database } from '../../store/openDatabase.ts'
import { candleIntervals, candleStart, intervalNames } from './candleIntervals.ts'

/** A candle that changed. `volumeLots` 0 means that its only fills failed to settle: it is gone. */
export interface ChangedCandle {
  readonly marketId: string
  readonly interval: CandleInterval
  readonly candle: Candle
}

/** Candles of every interval, kept in line with the fills. Writing happens inside the caller's transaction. */
export interface CandleStore {
  /** Adds new fills, in their order. */
  add(fills: readonly FillRecord[]): readonly ChangedCandle[]
  /** Makes the candles around a fill again from the fills that didn't fail. */
  rebuild(fill: FillRecord): readonly ChangedCandle[]
  /** The latest candles that start before `beforeMs`, oldest first. */
  list(marketId: string, interval: CandleInterval, beforeMs: number, limit: number): Candle[]
  /** High, low, first price and volume since a time; `undefined` when nothing traded. */
  summarize(marketId: string, sinceMs: number): Omit<Candle, 'startMs' | 'closeTicks'> | undefined
}

const columns = 'startMs, openTicks, highTicks, lowTicks, closeTicks, volumeLots'

const statements = (database: Database) => ({
  upsert: database.prepare<[string, string, number, number, number, number, number, number], Candle>(
    `INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (marketId, interval, startMs) DO UPDATE SET highTicks = max(highTicks, excluded.highTicks),
       lowTicks = min(lowTicks, excluded.lowTicks), closeTicks = excluded.closeTicks,
       volumeLots = volumeLots + excluded.volumeLots
     RETURNING ${columns}`,
  ),
  select: database.prepare<[string, string, number], Candle>(
    `SELECT ${columns} FROM candle WHERE marketId = ? AND interval = ? AND startMs = ?`,
  ),
  remove: database.prepare<[string, string, number]>(
    'DELETE FROM candle WHERE marketId = ? AND interval = ? AND startMs = ?',
  ),
  fillsBetween: database.prepare<[string, number, number], { priceTicks: number; sizeLots: number }>(
    `SELECT priceTicks, sizeLots FROM fill WHERE marketId = ? AND matchedAtMs >= ? AND matchedAtMs < ? AND failed = 0
     ORDER BY sequence`,
  ),
  list: database.prepare<[string, string, number, number], Candle>(
    `SELECT ${columns} FROM (SELECT * FROM candle WHERE marketId = ? AND interval = ? AND startMs < ?
     ORDER BY startMs DESC LIMIT ?) ORDER BY startMs`,
  ),
  since: database.prepare<[string, number], { highTicks: number | null; lowTicks: number; volumeLots: number }>(
    `SELECT max(highTicks) AS highTicks, min(lowTicks) AS lowTicks, sum(volumeLots) AS volumeLots FROM candle
     WHERE marketId = ? AND interval = '1m' AND startMs >= ?`,
  ),
  firstSince: database.prepare<[string, number], { openTicks: number }>(
    `SELECT openTicks FROM candle WHERE marketId = ? AND interval = '1m' AND startMs >= ? ORDER BY startMs LIMIT 1`,
  ),
})

const grow = (candle: Candle | undefined, startMs: number, priceTicks: number, lots: number): Candle => ({
  startMs,
  openTicks: candle?.openTicks ?? priceTicks,
  highTicks: Math.max(candle?.highTicks ?? priceTicks, priceTicks),
  lowTicks: Math.min(candle?.lowTicks ?? priceTicks, priceTicks),
  closeTicks: priceTicks,
  volumeLots: (candle?.volumeLots ?? 0) + lots,
})

/** Opens the candles in `database` (schema: `marketMigrations`). */
export const createCandleStore = (database: Database): CandleStore => {
  const sql = statements(database)

  const put = (marketId: string, interval: CandleInterval, candle: Candle): ChangedCandle => {
    const { startMs, openTicks, highTicks, lowTicks, closeTicks, volumeLots } = candle
    const stored = sql.upsert.get(marketId, interval, startMs, openTicks, highTicks, lowTicks, closeTicks, volumeLots)
    return { marketId, interval, candle: stored ?? candle }
  }

  return {
    add(fills) {
      // One row a candle and batch, however many fills it got.
      const grown = new Map<string, ChangedCandle>()
      for (const { marketId, matchedAtMs, priceTicks, sizeLots } of fills) {
        for (const interval of intervalNames) {
          const startMs = candleStart(interval, matchedAtMs)
          const key = `${marketId}/${interval}/${startMs}`
          const candle = grow(grown.get(key)?.candle, startMs, priceTicks, sizeLots)
          grown.set(key, { marketId, interval, candle })
        }
      }
      return [...grown.values()].map(({ marketId, interval, candle }) => put(marketId, interval, candle))
    },
    rebuild({ marketId, matchedAtMs }) {
      return intervalNames.flatMap((interval) => {
        const startMs = candleStart(interval, matchedAtMs)
        const old = sql.select.get(marketId, interval, startMs)
        sql.remove.run(marketId, interval, startMs)
        let candle: Candle | undefined
        for (const fill of sql.fillsBetween.iterate(marketId, startMs, startMs + candleIntervals[interval])) {
          candle = grow(candle, startMs, fill.priceTicks, fill.sizeLots)
        }
        if (candle !== undefined) return [put(marketId, interval, candle)]
        return old === undefined ? [] : [{ marketId, interval, candle: { ...old, volumeLots: 0 } }]
      })
    },
    list: (marketId, interval, beforeMs, limit) => sql.list.all(marketId, interval, beforeMs, limit),
    summarize(marketId, sinceMs) {
      const sums = sql.since.get(marketId, sinceMs)
      const first = sql.firstSince.get(marketId, sinceMs)
      if (first === undefined || sums === undefined || sums.highTicks === null) return undefined
      return { ...sums, highTicks: sums.highTicks, openTicks: first.openTicks }
    },
  }
}
