import type { ErrorCode } from './errorCodes.ts'

/** Facts an error carries: JSON-like values, `bigint` included; never a secret. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | bigint | null | readonly string[]>>

/**
 * An expected failure: a stable code, a sentence for people, and the facts as data.
 * Every door shows it in the same form; anything that is not a `TerminalError` is a bug.
 *
 * @example
 * throw new TerminalError('order/not-found', `There is no order ${id}.`, { orderId: id })
 */
export class TerminalError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code
  readonly facts: ErrorFacts

  constructor(code: Code, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TerminalError'
    this.code = code
    this.facts = facts
  }
}
