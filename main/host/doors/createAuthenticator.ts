import type { IncomingMessage } from 'node:http'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { Caller } from '../../../engine/api/services.ts'
import type { Access } from '../access/createAccess.ts'
import { checkSessionOrigin } from './checkOrigin.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Log } from './log.ts'
import { readCredential } from './readCredential.ts'
import type { RpcAccess } from './rpcDoor.ts'

/** Says who makes a request, or refuses it. */
export interface Authenticator {
  /**
   * @throws TerminalError `access/unauthenticated`, `access/forbidden` (a session used from elsewhere), `access/rate-limited` (too
   * many wrong credentials from the address; right ones still pass, for every program of this machine has the same address).
   */
  readonly identify: (request: IncomingMessage) => Caller
  /**
   * The same for the JSON-RPC door, which a `key` in the path opens too. A token needs the role `trader`: it sends transactions.
   *
   * @throws TerminalError `host/starting` while there is no chain to speak to.
   */
  readonly identifyRpc: (request: IncomingMessage, key: string | undefined) => RpcAccess
  /** A session's socket keeps the session alive; false when the session has ended. */
  readonly isAlive: (request: IncomingMessage) => boolean
  /** Counts a wrong secret against its sender. @throws TerminalError `access/rate-limited` */
  readonly countFailure: (request: IncomingMessage, what: string) => void
}

export interface AuthenticatorOptions {
  readonly access: Access
  readonly failures: RateLimiter
  readonly cookieName: string
  readonly isReady: () => boolean
  readonly log: Log
}

/** An authenticator over the desk's access. */
export const createAuthenticator = ({
  access,
  failures,
  cookieName,
  isReady,
  log,
}: AuthenticatorOptions): Authenticator => {
  const countFailure = (request: IncomingMessage, what: string): void => {
    const address = request.socket.remoteAddress ?? 'unknown'
    const retryAfterMs = failures.take(address)
    if (retryAfterMs > 0) {
      throw new TerminalError('access/rate-limited', 'Too many wrong credentials; wait.', { retryAfterMs })
    }
    log('access.refused', { address, what })
  }

  const identify = (request: IncomingMessage): Caller => {
    const credential = readCredential(request.headers, cookieName)
    if (credential.kind === 'none') throw unauthenticated('This needs the desk’s token.')
    const caller =
      credential.kind === 'token'
        ? access.callerOfToken(credential.secret)
        : credential.kind === 'session'
          ? access.callerOfSession(credential.secret)
          : undefined
    if (caller === undefined) {
      // An ended session is no attack: after a restart of the host every open browser window has one.
      if (credential.kind !== 'session') countFailure(request, credential.kind)
      throw unauthenticated(credential.kind === 'session' ? 'The session has ended.' : 'The token is not valid.')
    }
    if (credential.kind === 'session') checkSessionOrigin(request.headers, needsOrigin(request))
    return caller
  }

  const identifyRpc = (request: IncomingMessage, key: string | undefined): RpcAccess => {
    const rpcAccess = key === undefined ? ofToken(request) : ofKey(request, key)
    if (!isReady()) throw new TerminalError('host/starting', 'The desk is still being prepared.')
    return rpcAccess
  }

  const ofToken = (request: IncomingMessage): RpcAccess => {
    const caller = identify(request)
    if (caller.role === 'viewer') throw new TerminalError('access/forbidden', 'JSON-RPC needs the role trader.')
    return { ...caller, developmentMethods: caller.role === 'admin' }
  }

  const ofKey = (request: IncomingMessage, key: string): RpcAccess => {
    if (!access.isRpcKey(key)) {
      countFailure(request, 'rpc key')
      throw unauthenticated('The key is not valid.')
    }
    return { principal: 'rpc', role: 'trader', developmentMethods: false }
  }

  const isAlive = (request: IncomingMessage): boolean => {
    const credential = readCredential(request.headers, cookieName)
    return credential.kind !== 'session' || access.callerOfSession(credential.secret) !== undefined
  }

  return { identify, identifyRpc, isAlive, countFailure }
}

/** Browsers send `Origin` with whatever can change something, and with every WebSocket handshake (RFC 6455 §4.1). */
const needsOrigin = ({ method, headers }: IncomingMessage): boolean => method !== 'GET' || headers.upgrade !== undefined

const unauthenticated = (message: string) => new TerminalError('access/unauthenticated', message)
