import { TerminalError } from '../../api/errors.ts'

/**
 * Thrown when a chain file cannot be used: it was cut short or changed (`chain/file-damaged`), is of a later version
 * (`chain/file-version`), or holds a block that does not come out as its header says (`chain/file-invalid-block`).
 */
export class ChainFileError extends TerminalError<
  'chain/file-damaged' | 'chain/file-version' | 'chain/file-invalid-block'
> {}

export const damaged = (path: string, what: string, options?: ErrorOptions): ChainFileError =>
  new ChainFileError('chain/file-damaged', `The chain file is damaged: ${what}.`, { path }, options)

/** @throws TerminalError `chain/cancelled` */
export const throwIfCancelled = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new TerminalError('chain/cancelled', 'The work on the chain file was cancelled.')
}
