import type { Server } from 'node:http'
import type { Caller, Services } from '../../../engine/api/services.ts'
import { createAccess } from '../access/createAccess.ts'
import { createAllowedHosts } from './checkOrigin.ts'
import type { PortLike } from './connectPort.ts'
import { createAuthenticator } from './createAuthenticator.ts'
import { createHandlers } from './createHandlers.ts'
import { closeServer, createHttpServer, isLoopback, listen } from './createHttpServer.ts'
import { createPorts } from './createPorts.ts'
import { createRateLimiter } from './createRateLimiter.ts'
import { createRegister } from './createRegister.ts'
import { createRequestDoor } from './createRequestDoor.ts'
import { createRouter } from './createRouter.ts'
import { createSocketDoor } from './createSocketDoor.ts'
import { type DoorLimits, defaultLimits } from './doorLimits.ts'
import type { Log } from './log.ts'
import type { RpcMethods } from './rpcDoor.ts'

export interface DoorsOptions {
  /** The behaviour of the desk; `access` is the doors' own. */
  readonly services: Omit<Services, 'access'>
  readonly rpc: RpcMethods
  /** The built renderer. */
  readonly staticDirectory: string
  /** Holds the file `token` and `access.sqlite`. */
  readonly dataDirectory: string
  /** 0 for any free one. */
  readonly port: number
  /** The address to listen on; beyond loopback whoever reaches it can try tokens, unencrypted. */
  readonly host?: string
  /** More `host:port` values that requests may name, for a proxy in front of the desk. */
  readonly allowedHosts?: readonly string[]
  /** Origins of pages and wallets (`https://app.example`, `chrome-extension://…`) that may use the JSON-RPC door with its key. */
  readonly allowedOrigins?: readonly string[]
  readonly clock: { readonly nowMs: () => number }
  /** Whether procedures may run that need the whole desk. */
  readonly isReady: () => boolean
  readonly log: Log
  readonly version?: string
  readonly limits?: Partial<DoorLimits>
}

/** The open doors of a desk. */
export interface Doors {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  /** Opens the desk in one browser, once; valid until it is used. */
  readonly ui: string
  readonly ws: string
  readonly rest: string
  /** JSON-RPC over HTTP, and with `ws:` over WebSocket. The URL holds a key that opens that door alone. */
  readonly rpc: string
  readonly token: string
  /** Serves the contract on a message port for a caller that is vouched for. Answers how to end it. */
  readonly connectPort: (port: PortLike, caller: Caller) => () => void
  /** Stops accepting, ends streams, closes sockets; done within a second. */
  readonly close: () => Promise<void>
}

/**
 * Opens every door of the desk: REST, WebSocket, JSON-RPC, message ports, the renderer's files and the reference.
 *
 * @throws Error of the system when the address can't be listened on, or the token file can't be used.
 * @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy` when `access.sqlite` can't be opened.
 *
 * @example
 * const doors = await createDoors({ services, rpc, staticDirectory, dataDirectory, port: 0, clock, isReady, log })
 * console.log(JSON.stringify({ ui: doors.ui, rest: doors.rest, token: doors.token }))
 */
export const createDoors = async (options: DoorsOptions): Promise<Doors> => {
  const { log, host = '127.0.0.1' } = options
  const interior = createInterior(options)
  const { access, handlers, calls, sockets, limits } = interior
  const server = createHttpServer(limits)
  const port = await listen(server, options.port, host).catch((error: unknown) => {
    access.close()
    throw error
  })
  interior.address.origin = originOf(host, port)
  const { origin } = interior.address
  log('door.listening', { origin, loopbackOnly: isLoopback(host) })
  const closeSockets = attach(server, options, interior, port)
  const ports = createPorts(handlers.messages)
  return {
    origin,
    ui: access.createFirstLink(),
    ws: `${origin.replace('http', 'ws')}/api/ws`,
    rest: `${origin}/api`,
    rpc: `${origin}/rpc/${access.rpcKey}`,
    token: access.deskToken,
    connectPort: ports.connect,
    close: async () => {
      if (interior.address.isClosing) return
      interior.address.isClosing = true
      const closed = closeServer(server)
      closeSockets()
      ports.endAll()
      calls.endAll()
      sockets.endAll()
      await closed
      access.close()
      log('door.closed', { origin })
    },
  }
}

/** Where programs on this machine reach the desk; the addresses that stand for all are no host to name in a URL. */
const originOf = (host: string, port: number): string => {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** What the doors share and no address is needed for. */
const createInterior = (options: DoorsOptions) => {
  const { clock, isReady, log } = options
  const { nowMs } = clock
  const limits = { ...defaultLimits, ...options.limits }
  const address = { origin: '', isClosing: false }
  const calls = createRegister({ most: limits.calls, what: 'calls' })
  const sockets = createRegister({ most: limits.sockets, what: 'sockets' })
  const rates = createRateLimiter({ burst: limits.callBurst, perSecond: limits.callsPerSecond, nowMs })
  const rpcRates = createRateLimiter({ burst: limits.rpcCallBurst, perSecond: limits.rpcCallsPerSecond, nowMs })
  const failures = createRateLimiter({ burst: limits.failureBurst, perSecond: limits.failuresPerMinute / 60, nowMs })
  const access = createAccess({
    dataDirectory: options.dataDirectory,
    nowMs,
    sessionIdleMs: limits.sessionIdleMs,
    linkLifetimeMs: limits.linkLifetimeMs,
    origin: () => address.origin,
    onRevoked: (principal) => {
      calls.endOf(principal)
      sockets.endOf(principal)
    },
    log,
  })
  const services = { ...options.services, access: access.service }
  const handlers = createHandlers(createRouter({ services, isReady, calls, rates, log }), log)
  return { limits, address, calls, sockets, rpcRates, failures, access, handlers }
}

/** Puts the doors on the server; answers how to stop looking after sockets. */
const attach = (server: Server, options: DoorsOptions, interior: ReturnType<typeof createInterior>, port: number) => {
  const { access, failures, handlers, address } = interior
  const cookieName = `quantera_${port}`
  const authenticator = createAuthenticator({ ...options, access, failures, cookieName })
  const hosts = createAllowedHosts(port, [new URL(address.origin).host, ...(options.allowedHosts ?? [])])
  const allowedOrigins = new Set(options.allowedOrigins)
  const shared = { ...interior, authenticator, hosts, allowedOrigins, rpc: options.rpc, log: options.log }
  const socketDoor = createSocketDoor({
    ...shared,
    messages: handlers.messages,
    isClosing: () => address.isClosing,
  })
  server.on('upgrade', socketDoor.upgrade)
  server.on(
    'request',
    createRequestDoor({
      ...shared,
      rest: handlers.rest,
      cookieName,
      staticDirectory: options.staticDirectory,
      version: options.version ?? '0.0.0',
    }),
  )
  return socketDoor.close
}
