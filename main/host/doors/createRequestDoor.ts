import type { IncomingMessage, ServerResponse } from 'node:http'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { Access } from '../access/createAccess.ts'
import { answerPreflight } from './answerPreflight.ts'
import { type AllowedHosts, checkOrigin, checkRpcOrigin } from './checkOrigin.ts'
import { corsHeaders } from './corsHeaders.ts'
import type { Authenticator } from './createAuthenticator.ts'
import type { Handlers } from './createHandlers.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import { createReference } from './createReference.ts'
import type { DoorLimits } from './doorLimits.ts'
import { findRoute, type RpcRoute } from './findRoute.ts'
import type { Log } from './log.ts'
import { respond, respondError, securityHeaders } from './respond.ts'
import { type RpcMethods, serveRpc } from './rpcDoor.ts'
import { serveFiles } from './serveFiles.ts'
import { serveLogin } from './serveLogin.ts'
import { serveRest } from './serveRest.ts'
import { toDoorError } from './toDoorError.ts'

export interface RequestDoorOptions {
  readonly access: Access
  readonly authenticator: Authenticator
  readonly hosts: AllowedHosts
  /** Origins of other pages and of wallets that may use the JSON-RPC door. */
  readonly allowedOrigins: ReadonlySet<string>
  readonly rest: Handlers['rest']
  readonly rpc: RpcMethods
  readonly rpcRates: RateLimiter
  readonly limits: DoorLimits
  readonly cookieName: string
  readonly staticDirectory: string
  readonly version: string
  readonly log: Log
}

/** Serves every plain HTTP request: checks where it comes from, finds its door, and tells every failure in one form. */
export const createRequestDoor = (options: RequestDoorOptions) => {
  const { hosts, limits, log, authenticator } = options
  const reference = createReference(options.version)

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    const route = findRoute(request.url ?? '')
    if (route.door === 'rpc') return serveRpcDoor(request, response, route)
    checkOrigin(request.headers, hosts)
    switch (route.door) {
      case 'rest': {
        const caller = authenticator.identify(request)
        return serveRest(request, response, { rest: options.rest, caller, limitBytes: limits.requestBytes })
      }
      case 'open':
        return serveLogin(request, response, { ...options, code: route.code })
      case 'openapi':
        return respond(response, 200, 'application/json', (await reference()).json)
      case 'reference':
        return respond(response, 200, 'text/html; charset=utf-8', (await reference()).page)
      case 'files':
        return serveFiles(request, response, { directory: options.staticDirectory, path: route.path })
      default:
        throw new TerminalError('host/not-found', 'There is nothing here.')
    }
  }

  const serveRpcDoor = async (request: IncomingMessage, response: ServerResponse, route: RpcRoute): Promise<void> => {
    const origin = checkRpcOrigin(request.headers, hosts, options.allowedOrigins)
    if (request.method === 'OPTIONS' && origin !== undefined) return answerPreflight(response, origin)
    // Before anything can fail: a page must be able to read a refusal too.
    if (origin !== undefined) response.setHeaders(new Map(Object.entries(corsHeaders(origin))))
    if (request.method !== 'POST') throw new TerminalError('host/not-found', 'JSON-RPC takes POST, or a WebSocket.')
    const access = authenticator.identifyRpc(request, route.key)
    return serveRpc(request, response, {
      ...options,
      access,
      rates: options.rpcRates,
      network: route.network,
      limitBytes: limits.rpcBytes,
    })
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else refuse(request, response, error)
    })
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // What was not read of the request must not be taken for the next one.
    if (!request.complete) response.setHeader('connection', 'close')
    respondError(response, toDoorError(error, 'request', log))
  }
}
