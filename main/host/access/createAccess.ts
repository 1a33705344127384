import { TerminalError } from '../../../engine/api/errors.ts'
import type { Caller, Services } from '../../../engine/api/services.ts'
import type { Log } from '../doors/log.ts'
import { createLoginLinks } from './createLoginLinks.ts'
import { createSessions } from './createSessions.ts'
import { createTokenStore } from './createTokenStore.ts'
import { ensureDeskToken } from './ensureDeskToken.ts'
import { deriveRpcKey, isSameSecret } from './secrets.ts'

/** The owner of the desk's own token. */
export const deskCaller: Caller = { principal: 'desk', role: 'admin' }

export interface AccessOptions {
  readonly dataDirectory: string
  readonly nowMs: () => number
  readonly sessionIdleMs: number
  readonly linkLifetimeMs: number
  /** Where the desk is reached, known once it listens. */
  readonly origin: () => string
  /** Ends whatever a revoked token has open. */
  readonly onRevoked: (principal: string) => void
  readonly log: Log
}

/** Who may come in: tokens, browser sessions, login links. */
export interface Access {
  readonly deskToken: string
  readonly rpcKey: string
  readonly callerOfToken: (token: string) => Caller | undefined
  readonly callerOfSession: (sessionId: string) => Caller | undefined
  readonly isRpcKey: (key: string) => boolean
  /** A link for the desk's owner that stays valid until it is used: the one printed at start. */
  readonly createFirstLink: () => string
  /** Uses a login code up and answers the id of the session it starts. */
  readonly logIn: (code: string) => string | undefined
  /** The `access` procedures of the contract. */
  readonly service: Services['access']
  readonly close: () => void
}

/** Opens the access of a data folder: its token file and `access.sqlite`. */
export const createAccess = (options: AccessOptions): Access => {
  const { dataDirectory, nowMs, log } = options
  const deskToken = ensureDeskToken(dataDirectory)
  const rpcKey = deriveRpcKey(deskToken)
  const tokens = createTokenStore(dataDirectory)
  const sessions = createSessions({ nowMs, idleMs: options.sessionIdleMs })
  const links = createLoginLinks({ nowMs })
  const linkOf = (code: string) => `${options.origin()}/open/${code}`

  const service: Services['access'] = {
    whoAmI: async (_input, { caller }) => ({ role: caller.role, principal: caller.principal }),
    createToken: async ({ label, role }, { caller }) => {
      const created = tokens.create(label, role, nowMs())
      log('access.token-created', { tokenId: created.tokenId, role, by: caller.principal })
      return created
    },
    listTokens: async () => tokens.list(),
    revokeToken: async ({ tokenId }, { caller }) => {
      if (!tokens.remove(tokenId))
        throw new TerminalError('access/token-not-found', 'There is no such token.', { tokenId })
      sessions.endOf(tokenId)
      links.endOf(tokenId)
      log('access.token-revoked', { tokenId, by: caller.principal })
      // After the answer is on its way, so that a token can revoke itself and hear of it.
      setImmediate(options.onRevoked, tokenId)
      return { revoked: true }
    },
    createLoginLink: async (_input, { caller }) => {
      const expiresAtMs = nowMs() + options.linkLifetimeMs
      return { url: linkOf(links.create(caller, expiresAtMs)), expiresAtMs }
    },
  }

  return {
    deskToken,
    rpcKey,
    service,
    callerOfToken: (token) => {
      if (isSameSecret(token, deskToken)) return deskCaller
      const found = tokens.find(token)
      return found && { principal: found.tokenId, role: found.role }
    },
    callerOfSession: sessions.use,
    isRpcKey: (key) => isSameSecret(key, rpcKey),
    createFirstLink: () => linkOf(links.create(deskCaller)),
    logIn: (code) => {
      const caller = links.redeem(code)
      if (caller === undefined) return undefined
      log('access.logged-in', { principal: caller.principal })
      return sessions.start(caller)
    },
    close: tokens.close,
  }
}
