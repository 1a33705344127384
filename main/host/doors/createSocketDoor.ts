import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { TerminalError } from '../../../engine/api/errors.ts'
import { type AllowedHosts, checkOrigin, checkRpcOrigin } from './checkOrigin.ts'
import { closeSocket } from './closeSocket.ts'
import type { Authenticator } from './createAuthenticator.ts'
import type { Handlers } from './createHandlers.ts'
import { createHeartbeat } from './createHeartbeat.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Register } from './createRegister.ts'
import type { DoorLimits } from './doorLimits.ts'
import { findRoute } from './findRoute.ts'
import type { Log } from './log.ts'
import { refuseUpgrade } from './refuseUpgrade.ts'
import type { RpcMethods } from './rpcDoor.ts'
import { serveDeskSocket } from './serveDeskSocket.ts'
import { serveRpcSocket } from './serveRpcSocket.ts'
import { toDoorError } from './toDoorError.ts'

export interface SocketDoorOptions {
  readonly authenticator: Authenticator
  readonly hosts: AllowedHosts
  readonly allowedOrigins: ReadonlySet<string>
  readonly messages: Handlers['messages']
  readonly rpc: RpcMethods
  readonly sockets: Register
  readonly rpcRates: RateLimiter
  readonly limits: DoorLimits
  readonly isClosing: () => boolean
  readonly log: Log
}

/** Takes upgrades at `/api/ws` (the contract) and `/rpc` (JSON-RPC), and looks after the sockets. */
export const createSocketDoor = (options: SocketDoorOptions) => {
  const { authenticator, limits, log } = options
  const deskServer = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes })
  const rpcServer = new WebSocketServer({ noServer: true, maxPayload: limits.rpcBytes })
  const heartbeat = createHeartbeat({ everyMs: limits.heartbeatMs, isAlive: authenticator.isAlive })

  const route = (request: IncomingMessage) => {
    const found = findRoute(request.url ?? '')
    if (found.door === 'rpc') checkRpcOrigin(request.headers, options.hosts, options.allowedOrigins)
    else checkOrigin(request.headers, options.hosts)
    if (found.door === 'socket') {
      const caller = authenticator.identify(request)
      const serve = (socket: WebSocket) => serveDeskSocket(socket, caller, options)
      return { server: deskServer, principal: caller.principal, serve }
    }
    if (found.door === 'rpc') {
      const access = authenticator.identifyRpc(request, found.key)
      const serve = (socket: WebSocket) =>
        serveRpcSocket(socket, access, { ...options, rates: options.rpcRates, network: found.network })
      return { server: rpcServer, principal: access.principal, serve }
    }
    throw new TerminalError('host/not-found', 'There is no socket here.')
  }

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on('error', () => stream.destroy())
    try {
      if (options.isClosing()) throw new TerminalError('host/not-found', 'The desk is closing.')
      const { server, principal, serve } = route(request)
      let socket: WebSocket | undefined
      const end = () =>
        socket ? closeSocket(socket, options.isClosing() ? 'going-away' : 'revoked') : stream.destroy()
      stream.once('close', options.sockets.enter(principal, end)) // also after a handshake that fails in what follows
      server.handleUpgrade(request, stream, head, (opened) => {
        socket = opened
        opened.on('error', (error) => log('door.socket-error', { error: error.message }))
        heartbeat.watch(opened, request)
        try {
          serve(opened)
        } catch (error) {
          toDoorError(error, 'socket', log)
          closeSocket(opened, 'failed')
        }
      })
    } catch (error) {
      refuseUpgrade(stream, toDoorError(error, 'upgrade', log))
    }
  }

  return { upgrade, close: heartbeat.stop }
}
