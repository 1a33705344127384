import { TerminalError } from '../api/errors.ts'
import { ChainError } from '../chain/ChainError.ts'

/** Error codes of JSON-RPC 2.0, EIP-1474, EIP-1193 and geth. */
export const RPC_CODES = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  refused: -32000,
  unavailable: -32002,
  limitExceeded: -32005,
  /** EIP-1193: the caller may not use this method or account. */
  unauthorized: 4100,
  /** EIP-1193: a method of wallets, which a node is not. */
  unsupported: 4200,
} as const

/** An error as a JSON-RPC response carries it. */
export type RpcErrorBody = { readonly code: number; readonly message: string; readonly data?: `0x${string}` }

/** A refusal of the JSON-RPC layer itself; refusals of the chain are `ChainError`. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** What a client may know of a failure. Anything unexpected is an internal error without details. */
export const toRpcErrorBody = (error: unknown): RpcErrorBody => {
  if (error instanceof RpcError) return { code: error.code, message: error.message }
  if (error instanceof ChainError) {
    return { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) }
  }
  // What a fork could not fetch: its own words name what is missing, and never a secret.
  if (error instanceof TerminalError) return { code: RPC_CODES.unavailable, message: error.message }
  return { code: RPC_CODES.internal, message: 'internal error' }
}
