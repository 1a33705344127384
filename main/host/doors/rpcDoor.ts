import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../../../engine/api/services.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Log } from './log.ts'
import { readBody } from './readBody.ts'
import { respond } from './respond.ts'
import { toDoorError } from './toDoorError.ts'

/** Who speaks JSON-RPC; methods that bend the chain (time, balances, impersonation) are for the desk's administrator alone. */
export interface RpcAccess extends Caller {
  readonly developmentMethods: boolean
}

/** A JSON-RPC 2.0 conversation: one socket's life, or one HTTP request. */
export interface RpcSession {
  /** Answers one request or batch; nothing for notifications alone. */
  readonly handle: (text: string) => Promise<string | undefined>
  readonly close: () => void
}

/** The JSON-RPC methods behind the door. `notify` sends what a subscription has to say; over HTTP nobody hears it. */
export interface RpcMethods {
  /**
   * @param network The id of the network to speak to; the desk's own one without it.
   * @throws TerminalError `network/not-found`
   */
  readonly openSession: (notify: (text: string) => void, access: RpcAccess, network: string | undefined) => RpcSession
}

export interface RpcTextOptions {
  readonly session: RpcSession
  readonly access: RpcAccess
  readonly rates: RateLimiter
  readonly log: Log
}

/** Answers one text: not JSON, too often and failing methods become JSON-RPC errors (§5.1; EIP-1474 for the limit). */
export const answerRpcText = async (text: string, options: RpcTextOptions): Promise<string | undefined> => {
  const { session, access, rates, log } = options
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return rpcError(null, -32_700, 'Parse error')
  }
  const retryAfterMs = rates.take(access.principal, Array.isArray(parsed) ? Math.max(1, parsed.length) : 1)
  if (retryAfterMs > 0) return rpcError(idOf(parsed), -32_005, 'Too many requests; slow down.', { retryAfterMs })
  try {
    return await session.handle(text)
  } catch (error) {
    const { message, data } = toDoorError(error, 'rpc', log)
    return rpcError(idOf(parsed), -32_603, message, data)
  }
}

/** Serves one JSON-RPC request over HTTP. Errors of JSON-RPC have status 200, as go-ethereum has it. */
export const serveRpc = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: Omit<RpcTextOptions, 'session'> & {
    readonly rpc: RpcMethods
    readonly network: string | undefined
    readonly limitBytes: number
  },
): Promise<void> => {
  // Anything but JSON could come from a form of another page without the browser asking first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return respond(response, 415, 'application/json', rpcError(null, -32_600, 'Requests must be application/json.'))
  }
  const text = await readBody(request, options.limitBytes)
  const session = options.rpc.openSession(() => undefined, options.access, options.network)
  try {
    respond(response, 200, 'application/json', (await answerRpcText(text, { ...options, session })) ?? '')
  } finally {
    session.close()
  }
}

const rpcError = (id: string | number | null, code: number, message: string, data?: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } })

const idOf = (request: unknown): string | number | null => {
  const id = typeof request === 'object' && request !== null && 'id' in request ? request.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
