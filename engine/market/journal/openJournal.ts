import { crc32 } from 'node:zlib'
import { TerminalError } from '../../api/errors.ts'
import type { Database } from '../../store/openDatabase.ts'
import { Command } from '../core/command.ts'
import { readJson, writeJson } from './marketJson.ts'

/** A command with its place in the journal. */
export interface JournalEntry {
  readonly sequence: number
  readonly command: Command
  /** CRC-32 over this entry and, through its predecessor's checksum, over every entry before it. */
  readonly checksum: number
}

/** The durable list of commands. */
export interface Journal {
  /** Sequence of the last entry, 0 when there is none. */
  readonly lastSequence: number
  /** Checksum of the last entry, 0 when there is none. */
  readonly lastChecksum: number
  /** Writes commands in one transaction. When it returns they survive power loss; when it throws, none was written. */
  append(commands: readonly Command[]): void
  /** Every entry after `anchor`, each checked against the one before it. */
  readAfter(anchor: { readonly sequence: number; readonly checksum: number }): Generator<JournalEntry, void, void>
  /** Checksum of one entry. @throws TerminalError `store/corrupt` when there is no such entry */
  checksumAt(sequence: number): number
}

type Row = { sequence: number; command: string; checksum: number }

const checksumOf = (sequence: number, text: string, previous: number): number => crc32(`${sequence}:${text}`, previous)

const damaged = (sequence: number, problem: string): TerminalError =>
  new TerminalError('store/corrupt', `The market's journal is damaged at ${sequence}: ${problem}.`, { sequence })

/**
 * Opens the journal in `database` (schema: `marketMigrations`; opened with `synchronous: 'FULL'`).
 *
 * Reading verifies: sequences without gaps, chained checksums, commands by schema. Whatever is wrong is a `store/corrupt`
 * with the sequence, never a silent gap.
 */
export const openJournal = (database: Database): Journal => {
  const insert = database.prepare<[number, string, number]>('INSERT INTO journal VALUES (?, ?, ?)')
  const selectAfter = database.prepare<[number], Row>('SELECT * FROM journal WHERE sequence > ? ORDER BY sequence')
  const selectAt = database.prepare<[number], Row>('SELECT * FROM journal WHERE sequence = ?')
  const last = database.prepare<[], Row>('SELECT * FROM journal ORDER BY sequence DESC LIMIT 1').get()
  let lastSequence = last?.sequence ?? 0
  let lastChecksum = last?.checksum ?? 0

  const append = database.transaction((commands: readonly Command[]) => {
    let sequence = lastSequence
    let checksum = lastChecksum
    for (const command of commands) {
      const text = writeJson(command)
      sequence += 1
      checksum = checksumOf(sequence, text, checksum)
      insert.run(sequence, text, checksum)
    }
    return { sequence, checksum }
  })

  return {
    get lastSequence() {
      return lastSequence
    },
    get lastChecksum() {
      return lastChecksum
    },
    append(commands) {
      const end = append.immediate(commands)
      lastSequence = end.sequence
      lastChecksum = end.checksum
    },
    *readAfter(anchor) {
      let { sequence, checksum } = anchor
      for (const row of selectAfter.iterate(sequence)) {
        sequence += 1
        if (row.sequence !== sequence) throw damaged(sequence, 'an entry is missing')
        checksum = checksumOf(sequence, row.command, checksum)
        if (row.checksum !== checksum) throw damaged(sequence, 'its checksum does not fit')
        yield { sequence, checksum, command: readJson(Command, row.command, 'journal', sequence) }
      }
    },
    checksumAt(sequence) {
      if (sequence === 0) return 0
      const row = selectAt.get(sequence)
      if (row === undefined) throw damaged(sequence, 'an entry is missing')
      return row.checksum
    },
  }
}
