import type { MessagePortMain } from 'electron'
import { WebSocket } from 'ws'
import { createRetries } from './createRetries.ts'
import { createHostState, type HostLink } from './HostLink.ts'
import { relayPort } from './relayPort.ts'

export interface RemoteHostOptions {
  readonly socketUrl: string
  /** Sent to that host as a bearer token (RFC 6750 §2.1); it stays in this process. */
  readonly token: string
}

const HANDSHAKE_WITHIN_MS = 10_000
const HEARTBEAT_EVERY_MS = 15_000
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024

/**
 * Attaches to a running host over WebSocket. `up` means that a socket is open: it waits for the window's next connection, or it
 * is in use. When it is lost, the state is `down` until another one opens.
 */
export const createRemoteHost = ({ socketUrl, token }: RemoteHostOptions): HostLink => {
  const { state, onState, set } = createHostState()
  /** The socket that the state is about. */
  let current: WebSocket | undefined
  let isInUse = false

  const open = (): void => {
    if (current === undefined && state().state !== 'up') set({ state: 'starting' })
    const socket = openSocket(socketUrl, token)
    current = socket
    isInUse = false
    let problem = 'The connection to the desk was lost.'
    socket.on('open', () => current === socket && set({ state: 'up' }))
    socket.on('error', (error) => {
      problem = describeProblem(error)
    })
    socket.on('close', () => {
      if (current !== socket) return
      current = undefined
      set({ state: 'down', message: problem, retryAtMs: retries.retry() })
    })
  }
  const retries = createRetries(open)
  retries.run()

  /** The window was loaded anew: its former connection ends, and that is no failure. */
  const replaceSocket = (): void => {
    const former = current
    open()
    former?.close()
  }

  return {
    state,
    onState,
    connect: (port: MessagePortMain) => {
      if (isInUse) replaceSocket()
      if (!current) return port.close()
      isInUse = true
      const socket = current
      port.on('close', () => {
        // The page went away while its socket was in use: have one ready for the next.
        if (current === socket && socket.readyState === WebSocket.OPEN) replaceSocket()
      })
      relayPort(port, socket)
    },
    stop: async () => {
      retries.stop()
      const socket = current
      current = undefined
      socket?.terminate()
    },
  }
}

const openSocket = (socketUrl: string, token: string): WebSocket => {
  const socket = new WebSocket(socketUrl, {
    headers: { Authorization: `Bearer ${token}` },
    // A redirect would carry the token elsewhere.
    followRedirects: false,
    handshakeTimeout: HANDSHAKE_WITHIN_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  let isAlive = true
  const heartbeat = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, HEARTBEAT_EVERY_MS)
  socket.on('pong', () => {
    isAlive = true
  })
  socket.on('close', () => clearInterval(heartbeat))
  return socket
}

const describeProblem = (error: Error): string => {
  const status = /^Unexpected server response: (\d+)$/.exec(error.message)?.[1]
  if (status === '401' || status === '403') return 'The desk refused the token.'
  if (status !== undefined) return `The desk answered with HTTP status ${status}.`
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return `The desk can’t be reached${code}.`
}
