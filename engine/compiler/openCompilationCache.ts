import { createHash } from 'node:crypto'
import { openDatabase } from '../store/openDatabase.ts'
import { compress, decompress } from './artifacts/compress.ts'

const MAX_BYTES = 268_435_456

/** What the compiler answered, by what it was asked. */
export type CompilationCache = {
  get(key: Uint8Array): string | undefined
  put(key: Uint8Array, output: string): void
  close(): void
}

const migrations = [
  `CREATE TABLE compilation (
     hash BLOB PRIMARY KEY, output BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX compilation_used ON compilation (used);`,
]

/** The key of a compilation: everything that its output depends on. */
export const toCompilationKey = (compilerVersion: string, input: string): Uint8Array =>
  createHash('sha256').update(`${compilerVersion}\0${input}`).digest()

/**
 * Opens the cache of compilations: the least used leave when it holds more than 256 MiB. Several threads may have it open.
 *
 * @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy`
 */
export const openCompilationCache = (file: string, maxBytes = MAX_BYTES): CompilationCache => {
  // A cache that loses its last entries to a power cut has lost nothing.
  const database = openDatabase(file, { migrations, synchronous: 'NORMAL' })
  const find = database.prepare('SELECT output FROM compilation WHERE hash = ?').pluck()
  const latest = 'SELECT coalesce(max(used), 0) + 1 FROM compilation'
  const touch = database.prepare(`UPDATE compilation SET used = (${latest}) WHERE hash = ?`)
  const insert = database.prepare(
    `INSERT OR REPLACE INTO compilation (hash, output, size, used) VALUES (?, ?, ?, (${latest}))`,
  )
  const evict = database.prepare(
    `DELETE FROM compilation WHERE hash IN (
       SELECT hash FROM (SELECT hash, sum(size) OVER (ORDER BY used DESC) AS kept FROM compilation) WHERE kept > ?
     )`,
  )
  const store = database.transaction((key: Uint8Array, output: Buffer) => {
    insert.run(key, output, output.length)
    evict.run(maxBytes)
  })
  return {
    get: (key) => {
      const output = find.get(key)
      if (output === undefined) return undefined
      touch.run(key)
      return decompress(output as Buffer)
    },
    put: (key, output) => store.immediate(key, compress(output)),
    close: () => database.close(),
  }
}
