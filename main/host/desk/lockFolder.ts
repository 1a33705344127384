import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { TerminalError } from '../../../engine/api/errors.ts'

/**
 * Makes the desk's folder (mode 0700) and keeps every other host out of it for as long as this process lives: the lock is SQLite's
 * own, so that it ends with the process, however that ends.
 *
 * @throws TerminalError `store/busy` when another host has the folder.
 */
export const lockFolder = (dataDirectory: string): (() => void) => {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const lock = new Database(join(dataDirectory, 'host.lock'), { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    const message = `Another host is using ${dataDirectory}. Stop it, or choose another folder with --data.`
    throw new TerminalError('store/busy', message, { dataDirectory }, { cause: error })
  }
  return () => lock.close()
}
