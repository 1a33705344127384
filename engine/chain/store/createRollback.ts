import type { Database } from '../../store/openDatabase.ts'
import type { Retention } from './createRetention.ts'

/** A state to come back to: a block, and how far the chain's clock was ahead of the real one, in milliseconds. */
export type SnapshotRecord = { readonly blockNumber: number; readonly clockOffsetMs: number }

type SnapshotRow = { block_number: number; clock_offset_ms: number }

/** Snapshots, and the removal of the newest blocks. States are not removed: `node` and `code` are shared by all blocks. */
export const createRollback = (database: Database, retention: Retention) => {
  const insertSnapshot = database.prepare('INSERT INTO snapshot (block_number, clock_offset_ms) VALUES (?, ?)')
  const selectSnapshot = database.prepare<[number], SnapshotRow>('SELECT * FROM snapshot WHERE id = ?')
  const deleteSnapshotsFrom = database.prepare('DELETE FROM snapshot WHERE id >= ?')
  const deletions = [
    'DELETE FROM log WHERE block_number > ?',
    'DELETE FROM chain_transaction WHERE block_number > ?',
    'DELETE FROM block WHERE number > ?',
    'DELETE FROM account_change WHERE block_number > ?',
    'DELETE FROM snapshot WHERE block_number > ?',
    'DELETE FROM named_snapshot WHERE block_number > ?',
  ].map((sql) => database.prepare(sql))

  const remove = database.transaction((blockNumber: number, firstSnapshot: number | undefined): void => {
    for (const deletion of deletions) deletion.run(blockNumber)
    retention.onRollback(blockNumber)
    if (firstSnapshot !== undefined) deleteSnapshotsFrom.run(firstSnapshot)
  })

  return {
    saveSnapshot: ({ blockNumber, clockOffsetMs }: SnapshotRecord): number =>
      Number(insertSnapshot.run(blockNumber, clockOffsetMs).lastInsertRowid),
    getSnapshot: (id: number): SnapshotRecord | undefined => {
      const row = selectSnapshot.get(id)
      return row === undefined ? undefined : { blockNumber: row.block_number, clockOffsetMs: row.clock_offset_ms }
    },
    removeBlocksAbove: (blockNumber: number, firstSnapshot?: number): void => {
      remove.immediate(blockNumber, firstSnapshot)
    },
  }
}
