import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candle } from '../../../../engine/api/marketData.ts'
import type { FillRecord } from '../../../../engine/api/order.ts'
import { createCore, takeChanges } from '../../../../engine/market/core/core.ts'
import { orderToRecord } from '../../../../engine/market/core/records.ts'
import { marketMigrations } from '../../../../engine/market/journal/marketMigrations.ts'
import { createSnapshotStore } from '../../../../engine/market/journal/snapshotStore.ts'
import { candleIntervals, intervalNames } from '../../../../engine/market/projection/candleIntervals.ts'
import { createCandleStore } from '../../../../engine/market/projection/candleStore.ts'
import { createProjection } from '../../../../engine/market/projection/createProjection.ts'
import { createQueries } from '../../../../engine/market/projection/createQueries.ts'
import { changesToRecords } from '../../../../engine/market/recoverCore.ts'
import { openDatabase } from '../../../../engine/store/openDatabase.ts'
import { createDriver, startMs, traders } from '../builders.ts'

const marketId = 'BILL13'

const anyStep = () =>
  fc.record({
    what: fc.constantFrom('place', 'place', 'place', 'settle', 'fail'),
    pick: fc.nat(),
    later: fc.nat({ max: 200_000 }),
    trader: fc.constantFrom(...traders),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    priceTicks: fc.integer({ min: 9_998, max: 10_002 }),
    sizeLots: fc.integer({ min: 1, max: 9 }),
    culprit: fc.constantFrom('maker' as const, 'taker' as const, 'both' as const),
    project: fc.boolean(),
  })

/** Candles made in one go from the fills that didn't fail. */
const candlesOf = (fills: readonly FillRecord[], lengthMs: number): Candle[] => {
  const traded = fills.filter(({ settlement }) => settlement !== 'failed').sort((a, b) => a.sequence - b.sequence)
  const grouped = Map.groupBy(traded, ({ matchedAtMs }) => Math.floor(matchedAtMs / lengthMs) * lengthMs)
  return [...grouped].map(([startMs, group]) => {
    const prices = group.map(({ priceTicks }) => priceTicks)
    return {
      startMs,
      openTicks: prices.at(0) ?? 0,
      highTicks: Math.max(...prices),
      lowTicks: Math.min(...prices),
      closeTicks: prices.at(-1) ?? 0,
      volumeLots: group.reduce((sum, { sizeLots }) => sum + sizeLots, 0),
    }
  })
}

test('shows the orders as the core has them, and candles of exactly the fills that did not fail', () => {
  fc.assert(
    fc.property(fc.array(anyStep(), { maxLength: 60 }), (steps) => {
      const database = openDatabase(':memory:', { migrations: marketMigrations })
      const candles = createCandleStore(database)
      const projection = createProjection(database, candles, createSnapshotStore(database))
      const queries = createQueries(database)
      const driver = createDriver(createCore({ maxOpenOrders: 1_000 }))
      const project = () => projection.project(changesToRecords(takeChanges(driver.core)), driver.core.sequence)
      driver.list()
      let atMs = startMs
      for (const { what, pick, later, trader, side, priceTicks, sizeLots, culprit, ...step } of steps) {
        atMs += later
        const fills = [...driver.core.unsettled.keys()]
        const fillId = fills[pick % (fills.length || 1)]
        if (what === 'place') driver.place({ trader, side, priceTicks, sizeLots }, { atMs })
        if (what === 'settle' && fillId) driver.settle(fillId, atMs)
        if (what === 'fail' && fillId) driver.fail(fillId, culprit, atMs)
        if (step.project) project()
      }
      project()
      const fills = new Map(
        traders.flatMap((trader) => queries.listFills({ trader, limit: 500 })).map((fill) => [fill.fillId, fill]),
      )
      expect(fills.size).toBe(driver.core.fillSequence)
      for (const interval of intervalNames) {
        expect(candles.list(marketId, interval, Number.MAX_SAFE_INTEGER, 500)).toEqual(
          candlesOf([...fills.values()], candleIntervals[interval]),
        )
      }
      for (const order of driver.core.orders.values())
        expect(queries.findOrder(order.orderId)).toEqual(orderToRecord(order))
      database.close()
    }),
    { numRuns: 60 },
  )
})

test('pages orders, fills and trades from the newest to the oldest', () => {
  const database = openDatabase(':memory:', { migrations: marketMigrations })
  const candles = createCandleStore(database)
  const projection = createProjection(database, candles, createSnapshotStore(database))
  const queries = createQueries(database)
  const driver = createDriver()
  const [alice, bob] = traders
  driver.list()
  for (let n = 0; n < 3; n += 1) {
    driver.place({ trader: bob, side: 'sell' })
    driver.place({ trader: alice, side: 'buy' })
  }
  driver.place({ trader: alice, side: 'buy', priceTicks: 9_990 })
  projection.project(changesToRecords(takeChanges(driver.core)), driver.core.sequence)
  const sequences = (rows: readonly { sequence: number }[]) => rows.map(({ sequence }) => sequence)
  expect(sequences(queries.listOrders({ trader: alice, limit: 2 }))).toEqual([8, 7])
  expect(sequences(queries.listOrders({ trader: alice, limit: 2, beforeSequence: 7 }))).toEqual([5, 3])
  expect(sequences(queries.listOrders({ trader: alice, limit: 9, state: 'open' }))).toEqual([8])
  expect(queries.listOrders({ trader: alice, limit: 9, marketId: 'NONE' })).toEqual([])
  expect(sequences(queries.listFills({ trader: bob, limit: 2 }))).toEqual([3, 2])
  expect(sequences(queries.listFills({ trader: bob, limit: 2, beforeSequence: 2 }))).toEqual([1])
  expect(sequences(queries.listTrades(marketId, 2))).toEqual([3, 2])
  expect(sequences(queries.listTradesAfter(marketId, 1, 5))).toEqual([2, 3])
})
