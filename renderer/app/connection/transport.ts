import type { ClientContext, ClientLink } from '@orpc/client'

/** One connection to the desk, until it is lost. */
export interface Session {
  readonly link: ClientLink<ClientContext>
  /** Resolves with the reason when the connection is gone; never rejects. */
  readonly closed: Promise<string>
  readonly close: (reason: string) => void
}

/** A way to reach the desk. */
export interface Transport {
  readonly kind: 'electron' | 'browser'
  /** Opens a session. Rejects with `LoginRequiredError` where the desk refuses this window, with another error where it can't be reached. */
  readonly open: (signal: AbortSignal) => Promise<Session>
  /** Calls back when trying again at once makes sense (the host is up, the network is back). */
  readonly onReachable: (listener: () => void) => () => void
}

/** The desk answered, and this window has no valid session with it. */
export class LoginRequiredError extends Error {
  constructor() {
    super('This window is not logged in to the desk.')
    this.name = 'LoginRequiredError'
  }
}

/** A call was made, or was under way, while there was no connection. */
export class ConnectionLostError extends Error {
  constructor(reason = 'There is no connection to the desk.') {
    super(reason)
    this.name = 'ConnectionLostError'
  }
}
