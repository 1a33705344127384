import { RPCLink } from '@orpc/client/websocket'
import { LoginRequiredError, type Session, type Transport } from './transport.ts'

const socketPath = '/api/ws'
/** The REST form of `access.whoAmI`. */
const whoAmIPath = '/api/access/me'
const openTimeoutMs = 8_000
/** RFC 6455 7.4.1 policy violation, and the private code that means "unauthenticated". */
const refusalCodes = new Set([1008, 4401])

/** Reaches the desk over WebSocket on the page's own origin; the session's cookie says who calls. */
export function createBrowserTransport(location: Pick<Location, 'protocol' | 'host'>): Transport {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return {
    kind: 'browser',
    open: async (signal) => {
      const socket = new WebSocket(`${scheme}//${location.host}${socketPath}`)
      try {
        await waitForOpen(socket, signal)
      } catch (error) {
        socket.close()
        if (!(error instanceof LoginRequiredError) && (await isLoginRequired(signal))) throw new LoginRequiredError()
        throw error
      }
      return toSession(socket)
    },
    onReachable: (listener) => {
      window.addEventListener('online', listener)
      return () => window.removeEventListener('online', listener)
    },
  }
}

const waitForOpen = (socket: WebSocket, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The desk does not answer.')), openTimeoutMs)
    const settle = () => clearTimeout(timer)
    socket.addEventListener('open', () => resolve(), { once: true })
    for (const type of ['open', 'close']) socket.addEventListener(type, settle, { once: true })
    socket.addEventListener('close', ({ code }) =>
      reject(refusalCodes.has(code) ? new LoginRequiredError() : new Error('The desk does not answer.')),
    )
    signal.addEventListener('abort', () => reject(new Error('The desk does not answer.')), { once: true })
  })

/** A browser hides the status of a refused upgrade (WHATWG WebSockets); a plain request of the same session shows it. */
async function isLoginRequired(signal: AbortSignal): Promise<boolean> {
  try {
    const { status } = await fetch(whoAmIPath, { credentials: 'same-origin', cache: 'no-store', signal })
    return status === 401
  } catch {
    return false
  }
}

function toSession(socket: WebSocket): Session {
  let resolve: (reason: string) => void = () => {}
  const closed = new Promise<string>((settle) => {
    resolve = settle
  })
  // The link hears of the end first and drops its calls; who hears of it later finds nothing left to abort over a dead socket.
  const link = new RPCLink({ websocket: socket })
  socket.addEventListener('close', ({ reason, code }) => resolve(reason || `The connection closed (${code}).`))
  return {
    link,
    closed,
    close: (reason) => {
      socket.close()
      // A half-open socket waits long for its close handshake; calls under way must end now.
      socket.dispatchEvent(new CloseEvent('close', { reason }))
    },
  }
}
