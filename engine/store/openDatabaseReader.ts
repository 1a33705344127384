import Sqlite from 'better-sqlite3'
import { asStoreError, type Database, requireKnownSchema } from './openDatabase.ts'

const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens an SQLite file that `openDatabase` has made, for reading only: a connection of its own, for any thread. It sees what the
 * others commit, and never keeps them from it (WAL).
 *
 * @param schemaVersion how many migrations the reader knows
 * @throws TerminalError `store/newer-schema`, `store/corrupt`, `store/busy`.
 */
export const openDatabaseReader = (path: string, schemaVersion: number): Database => {
  let database: Database | undefined
  try {
    database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
    requireKnownSchema(database, path, schemaVersion)
    return database
  } catch (error) {
    database?.close()
    throw asStoreError(error, path)
  }
}
