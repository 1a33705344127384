import { TerminalError } from '../../api/errors.ts'

/** A task that came to no answer, and why. */
export const compilerFailed = (reason: 'crashed' | 'timeout' | 'cancelled' | 'busy', message: string): TerminalError =>
  new TerminalError('workbench/compiler-failed', message, { reason })
