import { oc } from '@orpc/contract'
import { z } from 'zod'
import { type ErrorCode, errorCodes } from './errorCodes.ts'

/** What a caller may do; each role includes those before it. */
export const roles = ['viewer', 'trader', 'signer', 'admin'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** What a procedure is: a read, a change, or an endless series of answers. */
export type ProcedureKind = 'query' | 'command' | 'stream'

/** What every procedure says of itself; the doors enforce it. */
export interface ProcedureMeta {
  /** The least role that may call it. */
  readonly role: Role
  readonly kind: ProcedureKind
  /** Answers even while the desk is still being prepared. */
  readonly whileStarting?: boolean
}

/** The data of every error: its facts. */
const Facts = z.record(z.string(), z.unknown())

type ErrorEntry = { status: number; data: typeof Facts }

/** Declares the expected failures of a procedure, with their HTTP statuses. */
export const codes = <const Codes extends readonly ErrorCode[]>(...list: Codes) =>
  Object.fromEntries(list.map((code) => [code, { status: errorCodes[code], data: Facts }])) as {
    [Code in Codes[number]]: ErrorEntry
  }

/** A procedure to build on: failures that every door can answer are declared already. */
export const procedure = oc
  .$meta<ProcedureMeta>({ role: 'admin', kind: 'command' })
  .errors(
    codes(
      'access/unauthenticated',
      'access/forbidden',
      'access/rate-limited',
      'access/too-large',
      'input/invalid',
      'host/starting',
      'host/not-found',
      'host/internal',
    ),
  )
