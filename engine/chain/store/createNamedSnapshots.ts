import type { Database } from '../../store/openDatabase.ts'
import type { SnapshotRecord } from './createRollback.ts'

/** A snapshot with a name, which is not used up when the chain goes back to it. Times in milliseconds since 1970. */
export type NamedSnapshot = SnapshotRecord & { readonly name: string; readonly createdAtMs: number }

type NamedSnapshotRow = { name: string; block_number: number; clock_offset_ms: number; created_at_ms: number }

const toNamedSnapshot = (row: NamedSnapshotRow): NamedSnapshot => ({
  name: row.name,
  blockNumber: row.block_number,
  clockOffsetMs: row.clock_offset_ms,
  createdAtMs: row.created_at_ms,
})

/** The named snapshots of a chain's file. Those of blocks that a rollback removes go with them. */
export const createNamedSnapshots = (database: Database) => {
  const insert = database.prepare('INSERT OR IGNORE INTO named_snapshot VALUES (?, ?, ?, ?)')
  const select = database.prepare<[string], NamedSnapshotRow>('SELECT * FROM named_snapshot WHERE name = ?')
  const selectAll = database.prepare<[], NamedSnapshotRow>('SELECT * FROM named_snapshot ORDER BY block_number, name')
  const remove = database.prepare('DELETE FROM named_snapshot WHERE name = ?')
  return {
    /** False when there is one of that name already. */
    save: ({ name, blockNumber, clockOffsetMs, createdAtMs }: NamedSnapshot): boolean =>
      insert.run(name, blockNumber, clockOffsetMs, createdAtMs).changes === 1,
    get: (name: string): NamedSnapshot | undefined => {
      const row = select.get(name)
      return row === undefined ? undefined : toNamedSnapshot(row)
    },
    list: (): NamedSnapshot[] => selectAll.all().map(toNamedSnapshot),
    /** False when there is none. */
    delete: (name: string): boolean => remove.run(name).changes === 1,
  }
}
