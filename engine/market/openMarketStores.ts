import { openDatabase } from '../store/openDatabase.ts'
import { marketMigrations } from './journal/marketMigrations.ts'
import { openJournal } from './journal/openJournal.ts'
import { createSnapshotStore } from './journal/snapshotStore.ts'
import { createCandleStore } from './projection/candleStore.ts'
import { createProjection } from './projection/createProjection.ts'
import { createQueries } from './projection/createQueries.ts'

/**
 * Opens the market's file, on two connections: the journal's syncs to disk on every commit, the projections' needn't (see
 * `createProjection`).
 *
 * @throws TerminalError `store/corrupt`, `store/busy`, `store/newer-schema`
 */
export const openMarketStores = (path: string) => {
  const durable = openDatabase(path, { migrations: marketMigrations, synchronous: 'FULL' })
  const derived = openDatabase(path, { migrations: marketMigrations, synchronous: 'NORMAL' })
  const snapshots = createSnapshotStore(derived)
  const candles = createCandleStore(derived)
  return {
    journal: openJournal(durable),
    snapshots,
    candles,
    projection: createProjection(derived, candles, snapshots),
    queries: createQueries(derived),
    close: () => {
      derived.close()
      durable.close()
    },
  }
}
