import type { WebSocket } from 'ws'

/** Why a socket is closed, with its code (RFC 6455 §7.4.1). */
const reasons = {
  'going-away': 1001,
  'text-only': 1003,
  'not-a-call': 1007,
  revoked: 1008,
  'session-ended': 1008,
  failed: 1011,
} as const

/** How long the other side has to answer a close, milliseconds. */
const GRACE_MS = 500

/** Closes a socket, and cuts it off where the other side doesn't answer. */
export const closeSocket = (socket: WebSocket, reason: keyof typeof reasons): void => {
  socket.close(reasons[reason], reason)
  const timer = setTimeout(() => socket.terminate(), GRACE_MS)
  socket.once('close', () => clearTimeout(timer))
}
