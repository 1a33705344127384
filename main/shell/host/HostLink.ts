import type { MessagePortMain } from 'electron'
import type { HostState } from '../../../engine/api/bridge.ts'

/** The way to a host, our own process or a remote one: it comes back by itself when it is lost. */
export interface HostLink {
  state(): HostState
  onState(listener: (state: HostState) => void): void
  /** Joins `port` to the host. Only while `up`; a port is lost when the host is. */
  connect(port: MessagePortMain): void
  /** Ends it for good; resolves when the host has let go. */
  stop(): Promise<void>
}

/** Keeps a state and tells who listens. */
export const createHostState = () => {
  let current: HostState = { state: 'starting' }
  const listeners: ((state: HostState) => void)[] = []
  return {
    state: () => current,
    onState: (listener: (state: HostState) => void): void => {
      listeners.push(listener)
    },
    set: (state: HostState): void => {
      current = state
      for (const listener of listeners) listener(state)
    },
  }
}
