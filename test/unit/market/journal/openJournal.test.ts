import { expect, test } from 'vitest'
import { marketMigrations } from '../../../../engine/market/journal/marketMigrations.ts'
import { openJournal } from '../../../../engine/market/journal/openJournal.ts'
import { type Database, openDatabase } from '../../../../engine/store/openDatabase.ts'
import { createDriver } from '../builders.ts'

const start = { sequence: 0, checksum: 0 }

const aJournal = (): { database: Database; commands: ReturnType<typeof createDriver>['commands'] } => {
  const database = openDatabase(':memory:', { migrations: marketMigrations })
  const driver = createDriver()
  driver.list()
  const { orderId } = driver.place({ side: 'sell' })
  driver.place({ side: 'buy', sizeLots: 4 })
  driver.cancel(orderId)
  openJournal(database).append(driver.commands.slice(0, 2))
  openJournal(database).append(driver.commands.slice(2))
  return { database, commands: driver.commands }
}

test('reads back exactly the commands that were appended, across reopening', () => {
  const { database, commands } = aJournal()
  const entries = [...openJournal(database).readAfter(start)]
  expect(entries.map(({ command }) => command)).toStrictEqual(commands)
  expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
})

test('reads a tail from the checksum of the entry before it', () => {
  const { database, commands } = aJournal()
  const journal = openJournal(database)
  const tail = [...journal.readAfter({ sequence: 2, checksum: journal.checksumAt(2) })]
  expect(tail.map(({ command }) => command)).toStrictEqual(commands.slice(2))
})

test.each([
  ['a changed command', `UPDATE journal SET command = replace(command, '"sell"', '"buy"') WHERE sequence = 2`, 2],
  ['a missing entry', 'DELETE FROM journal WHERE sequence = 3', 3],
  ['a changed checksum', 'UPDATE journal SET checksum = checksum + 1 WHERE sequence = 1', 1],
  [
    'a swapped pair',
    'UPDATE journal SET sequence = 5 WHERE sequence = 2; UPDATE journal SET sequence = 2 WHERE sequence = 4',
    2,
  ],
])('refuses %s as store/corrupt with its sequence', (_what, sql, sequence) => {
  const { database } = aJournal()
  database.exec(sql)
  expect(() => [...openJournal(database).readAfter(start)]).toThrow(
    expect.objectContaining({ code: 'store/corrupt', facts: { sequence } }),
  )
})

test('refuses an entry that no schema knows, though its checksum fits', () => {
  const { database } = aJournal()
  const journal = openJournal(database)
  journal.append([{ kind: 'unheard-of' } as never])
  expect(() => [...journal.readAfter(start)]).toThrow(expect.objectContaining({ code: 'store/corrupt' }))
})

test('writes a batch whole or not at all', () => {
  const { database, commands } = aJournal()
  const journal = openJournal(database)
  database.exec(
    `CREATE TRIGGER full BEFORE INSERT ON journal WHEN NEW.sequence = 6 BEGIN SELECT RAISE(ABORT, 'full'); END`,
  )
  expect(() => journal.append(commands.slice(0, 3))).toThrow('full')
  expect(journal.lastSequence).toBe(4)
  database.exec('DROP TRIGGER full')
  journal.append(commands.slice(0, 1))
  expect([...journal.readAfter(start)]).toHaveLength(5)
})
