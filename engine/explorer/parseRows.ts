import { z } from 'zod'
import { TerminalError } from '../api/errors.ts'
import { breathe } from './breathe.ts'

/** Rows of an answer before anything believes them. */
export const Rows = z.array(z.unknown())

/** About a millisecond's work. */
const CHUNK = 64

/**
 * Parses the rows of a long answer, letting others have the thread in between: a block may hold thousands of transactions, and a
 * log search ten thousand logs. `isEnough` ends it early.
 *
 * @throws TerminalError `chain/unavailable` when a row is none
 */
export const parseRows = async <Schema extends z.ZodType>(
  schema: Schema,
  rows: readonly unknown[],
  isEnough: (parsed: readonly z.output<Schema>[]) => boolean = () => false,
): Promise<z.output<Schema>[]> => {
  const parsed: z.output<Schema>[] = []
  for (let from = 0; from < rows.length && !isEnough(parsed); from += CHUNK) {
    if (from > 0) await breathe()
    for (const row of rows.slice(from, from + CHUNK)) parsed.push(parseRow(schema, row))
  }
  return parsed
}

const parseRow = <Schema extends z.ZodType>(schema: Schema, row: unknown): z.output<Schema> => {
  const result = schema.safeParse(row)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new TerminalError('chain/unavailable', 'The network gave an answer that no node should.', {
    issue: `${issue?.path.join('.')}: ${issue?.message}`,
  })
}
