import type { Caller } from '../../../engine/api/services.ts'
import { createSecret, hashSecret } from './secrets.ts'

/** Browser sessions, in memory: a restart of the host ends them. */
export interface Sessions {
  /** Starts a session and answers its id, a secret for the browser's cookie. */
  readonly start: (caller: Caller) => string
  /** The caller of a live session; each use keeps it alive. */
  readonly use: (sessionId: string) => Caller | undefined
  /** Ends every session of a principal. */
  readonly endOf: (principal: string) => void
}

interface Session {
  readonly caller: Caller
  lastUsedMs: number
}

/** Sessions that end after `idleMs` without use; of more than `most` sessions, the one longest unused ends. */
export const createSessions = (options: {
  readonly nowMs: () => number
  readonly idleMs: number
  readonly most?: number
}): Sessions => {
  const { nowMs, idleMs, most = 100 } = options
  const sessions = new Map<string, Session>()
  return {
    start: (caller) => {
      const sessionId = createSecret()
      sessions.set(hashSecret(sessionId), { caller, lastUsedMs: nowMs() })
      const oldest = sessions.size > most ? sessions.keys().next().value : undefined
      if (oldest !== undefined) sessions.delete(oldest)
      return sessionId
    },
    use: (sessionId) => {
      const key = hashSecret(sessionId)
      const session = sessions.get(key)
      if (session === undefined) return undefined
      sessions.delete(key)
      if (nowMs() - session.lastUsedMs >= idleMs) return undefined
      session.lastUsedMs = nowMs()
      sessions.set(key, session) // last again: the map stays in order of use
      return session.caller
    },
    endOf: (principal) => {
      for (const [key, session] of sessions) if (session.caller.principal === principal) sessions.delete(key)
    },
  }
}
