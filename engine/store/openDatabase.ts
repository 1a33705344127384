import { chmodSync, closeSync, openSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { TerminalError } from '../api/errors.ts'

/** An open SQLite database (better-sqlite3: synchronous, one connection). */
export type Database = Sqlite.Database

export type OpenDatabaseOptions = {
  /**
   * Scripts of SQL, in order. The script at index `n` takes the schema from version `n` to `n + 1`; the version is kept in
   * SQLite's `user_version`. A published script is never edited: a change is a new script at the end.
   */
  readonly migrations: readonly string[]
  /** `FULL` (default): a commit survives power loss. `NORMAL`: it survives a crash of the process only. */
  readonly synchronous?: 'FULL' | 'NORMAL'
}

const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens the SQLite file at `path` (or `':memory:'`), creating it readable by its owner alone (mode 0600), in WAL mode with
 * foreign keys enforced, and brings its schema up to date. Each migration and its version number commit together.
 *
 * @throws TerminalError `store/newer-schema` when a later release of the program has already migrated the file.
 * @throws TerminalError `store/corrupt` when the file is not an intact SQLite database.
 * @throws TerminalError `store/busy` when another process keeps the file locked.
 *
 * @example
 * const database = openDatabase(path, { migrations: ['CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)'] })
 */
export const openDatabase = (path: string, options: OpenDatabaseOptions): Database => {
  if (path !== ':memory:') restrictToOwner(path)
  let database: Database | undefined
  try {
    database = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS })
    database.pragma('journal_mode = WAL')
    database.pragma(`synchronous = ${options.synchronous ?? 'FULL'}`)
    database.pragma('foreign_keys = ON')
    migrate(database, path, options.migrations)
    return database
  } catch (error) {
    database?.close()
    throw asStoreError(error, path)
  }
}

/** SQLite gives `-wal` and `-shm` the mode of the main file, so the main file gets its mode before SQLite opens it. */
const restrictToOwner = (path: string): void => {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

const migrate = (database: Database, path: string, migrations: readonly string[]): void => {
  // Immediate: two processes that open the same new file must not both run the scripts.
  database
    .transaction(() => {
      const version = requireKnownSchema(database, path, migrations.length)
      for (const script of migrations.slice(version)) database.exec(script)
      if (version < migrations.length) database.pragma(`user_version = ${migrations.length}`)
    })
    .immediate()
}

/** The version of a file's schema. @throws TerminalError `store/newer-schema` when it is above `known`. */
export const requireKnownSchema = (database: Database, path: string, known: number): number => {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version <= known) return version
  throw new TerminalError('store/newer-schema', 'This data was written by a newer version of the program.', {
    path,
    version,
    known,
  })
}

/** An error of SQLite as the failure it means; any other as it is. */
export const asStoreError = (error: unknown, path: string): unknown => {
  if (!(error instanceof Sqlite.SqliteError)) return error
  const { code } = error
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new TerminalError('store/corrupt', 'The database file is damaged.', { path, code }, { cause: error })
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new TerminalError(
      'store/busy',
      'Another program is using the database file.',
      { path, code },
      { cause: error },
    )
  }
  if (code === 'SQLITE_FULL') {
    return new TerminalError('store/full', 'There is no room left on the disk.', { path, code }, { cause: error })
  }
  return error
}
