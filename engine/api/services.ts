import type {
  AnyContractRouter,
  ContractProcedure,
  ErrorMap,
  InferSchemaInput,
  InferSchemaOutput,
} from '@orpc/contract'
import type { contract } from './contract.ts'
import type { ProcedureMeta, Role } from './procedure.ts'

/** Who calls: `principal` is the id of the token (or `desk` for the desk's own), the owner of the orders it places. */
export interface Caller {
  readonly principal: string
  readonly role: Role
}

/** What a handler is told besides its input. `signal` aborts when the caller goes away. */
export interface CallContext {
  readonly caller: Caller
  readonly signal: AbortSignal
}

type Handler<Procedure> =
  Procedure extends ContractProcedure<infer Input, infer Output, ErrorMap, ProcedureMeta>
    ? (input: InferSchemaOutput<Input>, context: CallContext) => Promise<InferSchemaInput<Output>>
    : never

type HandlersOf<Router> = {
  readonly [Name in keyof Router]: Router[Name] extends AnyContractRouter ? Handler<Router[Name]> : never
}

/**
 * The behaviour behind the contract, a function a procedure, with inputs parsed already. Streams resolve to an async iterator.
 * The doors need nothing else, and tests can call it without a door.
 */
export type Services = { readonly [Domain in keyof typeof contract]: HandlersOf<(typeof contract)[Domain]> }
