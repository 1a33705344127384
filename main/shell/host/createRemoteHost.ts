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
 * Attaches to a running host over WebSocket. `up` means that a socket is open: one that waits for the window's next connection, or
 * those in use. When one is lost the state is `down`, until another one opens.
 */
export const createRemoteHost = ({ socketUrl, token }: RemoteHostOptions): HostLink => {
  const { state, onState, set } = createHostState()
  const inUse = new Set<WebSocket>()
  let spare: WebSocket | undefined
  let isStopped = false

  const open = (): WebSocket => {
    const socket = openSocket(socketUrl, token)
    let problem = 'The connection to the desk was lost.'
    socket.on('error', (error) => {
      problem = describeProblem(error)
    })
    socket.on('close', () => {
      const isLost = inUse.delete(socket) || spare === socket
      if (spare === socket) spare = undefined
      // The first of several lost at once plans the return.
      if (isLost && !isStopped && state().state !== 'down') {
        set({ state: 'down', message: problem, retryAtMs: retries.retry() })
      }
    })
    return socket
  }
  const openSpare = (): void => {
    const socket = open()
    spare = socket
    socket.on('open', () => state().state !== 'up' && set({ state: 'up' }))
  }
  const retries = createRetries(() => {
    set({ state: 'starting' })
    openSpare()
  })
  retries.run()

  return {
    state,
    onState,
    connect: (port: MessagePortMain) => {
      const socket = spare ?? open()
      spare = undefined
      inUse.add(socket)
      port.on('close', () => {
        // The page went away, not the host: have a socket ready for the next page, and know of the host meanwhile.
        const wasInUse = inUse.delete(socket)
        if (wasInUse && inUse.size === 0 && !spare && !isStopped && state().state === 'up') openSpare()
      })
      relayPort(port, socket)
    },
    stop: async () => {
      isStopped = true
      retries.stop()
      for (const socket of [...inUse, ...(spare ? [spare] : [])]) socket.terminate()
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
