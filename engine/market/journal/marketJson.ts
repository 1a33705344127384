import type { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'

/** Writes a value as JSON; amounts become decimal strings, which the schemas read back as `bigint`. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))

/**
 * Reads what {@link writeJson} wrote. Nothing from the file is believed before its schema has accepted it.
 *
 * @throws TerminalError `store/corrupt` where `text` isn't what the schema wants; `what` and `sequence` say which row.
 */
export const readJson = <Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  what: string,
  sequence: number,
): z.infer<Schema> => {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw new TerminalError(
      'store/corrupt',
      `Row ${sequence} of the market's ${what} is damaged.`,
      { what, sequence },
      { cause: error },
    )
  }
}
