/**
 * What the renderer gets from where it runs: the Electron preload sets it as `window.quantera`; in a browser it is absent and the
 * renderer makes its own connection over WebSocket with the session's cookie.
 */
export interface Bridge {
  readonly kind: 'electron'
  readonly platform: string
  readonly version: string
  /**
   * Asks for a connection to the desk. The port arrives as a `message` event on `window` whose data is
   * `{ type: 'quantera:port', connection }` and whose first port is the connection; a new one after every restart of the host.
   */
  connect(): void
  /** Hears that the host died (`down`, the window shows it) and that it is up again (`up`, the renderer connects anew). */
  onHostState(listener: (state: HostState) => void): () => void
  /** Hears commands of the application menu: ids of the command palette. */
  onMenuCommand(listener: (commandId: string) => void): () => void
}

export interface HostState {
  readonly state: 'starting' | 'up' | 'down'
  readonly message?: string
  /** When the next start is tried, Unix milliseconds. */
  readonly retryAtMs?: number
}

export const portMessageType = 'quantera:port'
