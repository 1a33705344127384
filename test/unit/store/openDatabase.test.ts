import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../engine/store/openDatabase.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'))
  file = join(folder, 'desk.sqlite')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const first = 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)'
const second = 'ALTER TABLE note ADD COLUMN author TEXT'

test('creates the file for its owner alone', () => {
  openDatabase(file, { migrations: [first] }).close()
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('takes access from others when the file already exists', () => {
  writeFileSync(file, '', { mode: 0o644 })
  openDatabase(file, { migrations: [first] }).close()
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('opens in WAL mode, fully synchronous, with foreign keys and a busy timeout', () => {
  const database = openDatabase(file, { migrations: [] })
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(database.pragma('synchronous', { simple: true })).toBe(2)
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(database.pragma('busy_timeout', { simple: true })).toBe(5000)
  database.close()
})

test('opens with normal synchronisation on request', () => {
  const database = openDatabase(file, { migrations: [], synchronous: 'NORMAL' })
  expect(database.pragma('synchronous', { simple: true })).toBe(1)
  database.close()
})

test('runs only the migrations that the file has not seen', () => {
  const before = openDatabase(file, { migrations: [first] })
  before.prepare('INSERT INTO note (text) VALUES (?)').run('kept')
  before.close()
  const after = openDatabase(file, { migrations: [first, second] })
  expect(after.prepare('SELECT text, author FROM note').all()).toEqual([{ text: 'kept', author: null }])
  expect(after.pragma('user_version', { simple: true })).toBe(2)
  after.close()
})

test('leaves no part of a migration that fails', () => {
  expect(() => openDatabase(file, { migrations: [first, 'INSERT INTO nowhere VALUES (1)'] })).toThrow(/nowhere/)
  const database = openDatabase(file, { migrations: [] })
  expect(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()).toEqual({ tables: 0 })
  database.close()
})

test('refuses a file that a newer program migrated', () => {
  openDatabase(file, { migrations: [first, second] }).close()
  expect(() => openDatabase(file, { migrations: [first] })).toThrow(
    expect.objectContaining({ code: 'store/newer-schema', facts: { path: file, version: 2, known: 1 } }),
  )
})

test('says that a file is damaged when it is not a database', () => {
  writeFileSync(file, 'not a database, but long enough to have a header of its own'.repeat(20))
  expect(() => openDatabase(file, { migrations: [first] })).toThrow(expect.objectContaining({ code: 'store/corrupt' }))
})
