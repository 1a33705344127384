import { createORPCClient, DynamicLink } from '@orpc/client'
import type { DeskClient } from '../../../engine/api/contract.ts'
import { computeBackoffMs } from './backoff.ts'
import { ConnectionLostError, LoginRequiredError, type Session, type Transport } from './transport.ts'

/** Where the connection stands. */
export interface ConnectionState {
  readonly phase: 'connecting' | 'live' | 'waiting' | 'login-required'
  /** Counts sessions that were opened; streams subscribe anew when it grows. */
  readonly session: number
  /** Failed attempts since the last live session. */
  readonly attempt: number
  /** When the last live session was lost, Unix milliseconds. */
  readonly lostAtMs?: number
  readonly retryAtMs?: number
  readonly message?: string
  /** Time of the last round trip, milliseconds. */
  readonly latencyMs?: number
}

/** One client over however many connections: it reconnects by itself, with back-off, until it is closed. */
export interface Connection {
  readonly client: DeskClient
  readonly getState: () => ConnectionState
  readonly subscribe: (listener: () => void) => () => void
  /** Tries again at once. */
  readonly retryNow: () => void
  readonly close: () => void
}

export interface ConnectionDeps {
  readonly transport: Transport
  readonly nowMs: () => number
  readonly random: () => number
}

const heartbeatMs = 5_000
const heartbeatTimeoutMs = 10_000

/**
 * Keeps a connection to the desk. Calls made while there is none fail at once with `ConnectionLostError`; a heartbeat finds
 * connections that died without a sign.
 */
export function createConnection({ transport, nowMs, random }: ConnectionDeps): Connection {
  let state: ConnectionState = { phase: 'connecting', session: 0, attempt: 0 }
  let current: Session | undefined
  let wake: (() => void) | undefined
  const ended = new AbortController()
  const listeners = new Set<() => void>()
  const setState = (change: Partial<ConnectionState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const client: DeskClient = createORPCClient(
    new DynamicLink(() => {
      if (current === undefined) throw new ConnectionLostError()
      return current.link
    }),
  )
  const sleep = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const live = async (session: Session) => {
    current = session
    setState({
      phase: 'live',
      session: state.session + 1,
      attempt: 0,
      lostAtMs: undefined,
      retryAtMs: undefined,
      message: undefined,
    })
    const stopBeating = startHeartbeat(session)
    const reason = await session.closed
    stopBeating()
    current = undefined
    setState({ lostAtMs: nowMs(), message: reason, latencyMs: undefined })
  }
  const startHeartbeat = (session: Session) => {
    const beat = async () => {
      const sentAtMs = performance.now()
      // Closing the session also ends the call.
      const timer = setTimeout(() => session.close('The desk stopped answering.'), heartbeatTimeoutMs)
      try {
        await client.system.status()
        if (current === session) setState({ latencyMs: Math.round(performance.now() - sentAtMs) })
      } catch (error) {
        // Any other answer shows that the desk is there; a lost connection ends by itself.
        if (isUnauthenticated(error)) session.close('The session ended.')
      } finally {
        clearTimeout(timer)
      }
    }
    void beat()
    const timer = setInterval(() => void beat(), heartbeatMs)
    return () => clearInterval(timer)
  }
  const run = async () => {
    while (!ended.signal.aborted) {
      try {
        await live(await transport.open(ended.signal))
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        if (error instanceof LoginRequiredError) setState({ phase: 'login-required', message })
        else setState({ message })
      }
      if (ended.signal.aborted) return
      const delayMs = computeBackoffMs(state.attempt, random())
      const phase = state.phase === 'login-required' ? state.phase : 'waiting'
      setState({ phase, attempt: state.attempt + 1, retryAtMs: nowMs() + delayMs })
      await sleep(delayMs)
      if (state.phase === 'waiting') setState({ phase: 'connecting', retryAtMs: undefined })
    }
  }
  const stopListening = transport.onReachable(() => wake?.())
  void run()
  return {
    client,
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retryNow: () => wake?.(),
    close: () => {
      ended.abort()
      stopListening()
      current?.close('The window closed.')
    },
  }
}

const isUnauthenticated = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'access/unauthenticated'
