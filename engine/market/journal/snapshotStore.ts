import { crc32 } from 'node:zlib'
import { TerminalError } from '../../api/errors.ts'
import type { Database } from '../../store/openDatabase.ts'
import { CoreSnapshot } from '../core/coreSnapshot.ts'
import { readJson, writeJson } from './marketJson.ts'

/** Saved states of the core, so that a restart replays only the journal's tail. */
export interface SnapshotStore {
  /** Saves a state; only the last two are kept. */
  save(state: CoreSnapshot, journalChecksum: number): void
  /** The newest state, if there is any. @throws TerminalError `store/corrupt` */
  load(): { readonly state: CoreSnapshot; readonly journalChecksum: number } | undefined
}

type Row = { sequence: number; journalChecksum: number; state: string; checksum: number }

/** Opens the snapshots in `database` (schema: `marketMigrations`). */
export const createSnapshotStore = (database: Database): SnapshotStore => {
  const insert = database.prepare<[number, number, string, number]>(
    'INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?)',
  )
  const prune = database.prepare(
    'DELETE FROM snapshot WHERE sequence NOT IN (SELECT sequence FROM snapshot ORDER BY sequence DESC LIMIT 2)',
  )
  const newest = database.prepare<[], Row>('SELECT * FROM snapshot ORDER BY sequence DESC LIMIT 1')
  return {
    save(state, journalChecksum) {
      const text = writeJson(state)
      insert.run(state.sequence, journalChecksum, text, crc32(text))
      prune.run()
    },
    load() {
      const row = newest.get()
      if (row === undefined) return undefined
      if (crc32(row.state) !== row.checksum) {
        throw new TerminalError('store/corrupt', `The market's snapshot ${row.sequence} is damaged.`, {
          what: 'snapshot',
          sequence: row.sequence,
        })
      }
      const state = readJson(CoreSnapshot, row.state, 'snapshot', row.sequence)
      return { state, journalChecksum: row.journalChecksum }
    },
  }
}
