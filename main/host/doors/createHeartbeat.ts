import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { closeSocket } from './closeSocket.ts'

/**
 * Pings every watched socket (RFC 6455 §5.5.2) and cuts off those that did not answer the ping before: a peer that vanished without
 * a word would hold its place for ever. Sockets of sessions that have ended are closed.
 */
export const createHeartbeat = (options: {
  readonly everyMs: number
  readonly isAlive: (request: IncomingMessage) => boolean
}) => {
  const watched = new Map<WebSocket, { readonly request: IncomingMessage; answered: boolean }>()
  const beat = () => {
    for (const [socket, state] of watched) {
      if (!state.answered) socket.terminate()
      else if (!options.isAlive(state.request)) closeSocket(socket, 'session-ended')
      else {
        state.answered = false
        socket.ping()
      }
    }
  }
  const timer = setInterval(beat, options.everyMs).unref()
  return {
    watch: (socket: WebSocket, request: IncomingMessage): void => {
      const state = { request, answered: true }
      watched.set(socket, state)
      socket.on('pong', () => {
        state.answered = true
      })
      socket.on('close', () => watched.delete(socket))
    },
    stop: () => clearInterval(timer),
  }
}
