import { randomBytes } from 'node:crypto'
import { ValidationError } from '@orpc/contract'
import { ORPCError } from '@orpc/server'
import { type ErrorCode, errorCodes } from '../../../engine/api/errorCodes.ts'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { Log } from './log.ts'

/** What a caller sees of a failure, in the same form on every door. */
export type DoorError = ORPCError<string, unknown>

const MOST_ISSUES = 20
const MOST_STACK_CHARACTERS = 4_000

/**
 * Turns whatever was thrown into what a caller sees: an expected failure with its code, status, sentence and facts; input that
 * does not fit its schema as `input/invalid` with what is wrong where; anything else is a bug, logged once under an id and told as
 * `host/internal` with that id alone.
 */
export const toDoorError = (error: unknown, where: string, log: Log): DoorError => {
  if (error instanceof TerminalError) return asDoorError(error.code, error.message, error.facts, error)
  if (error instanceof ORPCError) {
    if (error.code in errorCodes) return error
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) return invalidInput(error.cause.issues)
  }
  const id = randomBytes(8).toString('hex')
  log('host.bug', { id, where, error: explain(error) })
  return asDoorError('host/internal', `Something went wrong inside the desk; its log has it under ${id}.`, { id })
}

/** A request that can't be read at all: no JSON, or a body that is no serialised input. */
export const unreadableInput = (): DoorError =>
  asDoorError('input/invalid', 'The request could not be read.', { issues: [] })

const asDoorError = (code: ErrorCode, message: string, data: unknown, cause?: unknown): DoorError =>
  new ORPCError(code, { defined: true, status: errorCodes[code], message, data, cause })

const invalidInput = (issues: ValidationError['issues']): DoorError => {
  const facts = issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => ({ path: (path ?? []).map(nameOf).join('.'), message }))
  const [first] = facts
  const detail = first === undefined ? '' : ` ${first.path === '' ? '' : `${first.path}: `}${first.message}`
  return asDoorError('input/invalid', `The input is not valid.${detail}`, { issues: facts })
}

const nameOf = (segment: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof segment === 'object' ? segment.key : segment)

/** For the log alone. Of an output that broke its own schema, the places, never the values. */
const explain = (error: unknown): string => {
  if (error instanceof ORPCError && error.cause instanceof ValidationError) {
    return `${error.message}: ${JSON.stringify(invalidInput(error.cause.issues).data)}`
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.slice(0, MOST_STACK_CHARACTERS)
}

/** For what HTTP's parser refused, or gave up waiting for. */
export const malformedRequest = (): DoorError => asDoorError('input/invalid', 'The HTTP request is malformed.', {})
