import type { FillRecord, OrderRecord } from '../../api/order.ts'
import type { Database } from '../../store/openDatabase.ts'
import type { CoreSnapshot } from '../core/coreSnapshot.ts'
import { writeJson } from '../journal/marketJson.ts'
import type { SnapshotStore } from '../journal/snapshotStore.ts'
import type { CandleStore, ChangedCandle } from './candleStore.ts'

/** What a batch of commands changed, as the contract shows it. Fills in the order of their sequences. */
export interface ChangedRecords {
  readonly orders: readonly OrderRecord[]
  readonly fills: readonly FillRecord[]
}

/** The state to keep with a batch, so that a restart needs no more than what came after. */
export interface StateToSave {
  readonly state: CoreSnapshot
  readonly journalChecksum: number
}

/** Writes what can be asked (orders, fills, candles) after each batch, with the journal's sequence it reflects. */
export interface Projection {
  /** The journal's sequence up to which everything is projected. */
  readonly sequence: number
  /** Projects a batch that ends at `sequence`, in one transaction with its watermark. Answers the candles it changed. */
  project(changes: ChangedRecords, sequence: number, save?: StateToSave): readonly ChangedCandle[]
}

const statements = (database: Database) => ({
  watermark: database.prepare<[], { sequence: number }>('SELECT sequence FROM projection'),
  mark: database.prepare<[number]>('UPDATE projection SET sequence = ?'),
  putOrder: database.prepare<[string, number, string, string, string, string]>(
    `INSERT INTO "order" VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (orderId) DO UPDATE SET state = excluded.state, record = excluded.record`,
  ),
  findFill: database.prepare<[number], { failed: number }>('SELECT failed FROM fill WHERE sequence = ?'),
  addFill: database.prepare<[number, string, string, string, string, number, number, number, number, string]>(
    'INSERT INTO fill VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  updateFill: database.prepare<[number, string, number]>('UPDATE fill SET failed = ?, record = ? WHERE sequence = ?'),
})

/**
 * Opens the projections in `database` (schema: `marketMigrations`). The connection may be `synchronous: 'NORMAL'`: what a power
 * loss takes from the projections is projected again from the journal, from the watermark on.
 */
export const createProjection = (database: Database, candles: CandleStore, snapshots: SnapshotStore): Projection => {
  const sql = statements(database)
  let projectedUntil = sql.watermark.get()?.sequence ?? 0

  const putOrder = (order: OrderRecord): void => {
    const { orderId, sequence, marketId, state } = order
    sql.putOrder.run(orderId, sequence, order.order.trader, marketId, state, writeJson(order))
  }

  const addFill = (fill: FillRecord, failed: number): void => {
    const { sequence, fillId, marketId, buyer, seller, matchedAtMs, priceTicks, sizeLots } = fill
    const text = writeJson(fill)
    sql.addFill.run(sequence, fillId, marketId, buyer, seller, matchedAtMs, priceTicks, sizeLots, failed, text)
  }

  /** Writes the fills; answers those whose candles are to grow, and those whose candles are to be made again. */
  const putFills = (fills: readonly FillRecord[]) => {
    const traded: FillRecord[] = []
    const undone: FillRecord[] = []
    for (const fill of fills) {
      const failed = fill.settlement === 'failed' ? 1 : 0
      const known = sql.findFill.get(fill.sequence)
      if (known === undefined) {
        addFill(fill, failed)
        if (failed === 0) traded.push(fill)
      } else {
        sql.updateFill.run(failed, writeJson(fill), fill.sequence)
        if (failed === 1 && known.failed === 0) undone.push(fill)
      }
    }
    return { traded, undone }
  }

  const project = database.transaction((changes: ChangedRecords, sequence: number, save: StateToSave | undefined) => {
    changes.orders.forEach(putOrder)
    const { traded, undone } = putFills(changes.fills)
    const changed = [...candles.add(traded), ...undone.flatMap((fill) => candles.rebuild(fill))]
    if (save !== undefined) snapshots.save(save.state, save.journalChecksum)
    sql.mark.run(sequence)
    return changed
  })

  return {
    get sequence() {
      return projectedUntil
    },
    project(changes, sequence, save) {
      const changed = project.immediate(changes, sequence, save)
      projectedUntil = sequence
      return changed
    },
  }
}
