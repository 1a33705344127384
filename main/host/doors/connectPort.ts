import type { Caller } from '../../../engine/api/services.ts'
import type { Handlers } from './createHandlers.ts'
import { serveChannel } from './serveChannel.ts'

/** A message port of a browser, of a worker thread, or of Electron's main and utility processes. */
export interface PortLike {
  postMessage(message: unknown): void
  start?(): void
  close?(): void
  addEventListener?(type: 'message' | 'close', listener: (event: object) => void): void
  on?(type: 'message' | 'close', listener: (event: object) => void): unknown
}

/** Serves the contract on a port; whoever hands the port over vouches for the caller. Answers how to end it. */
export const connectPort = (
  messages: Handlers['messages'],
  port: PortLike,
  caller: Caller,
  onEnd: () => void,
): (() => void) => {
  const closed = new Set<() => void>()
  let isOpen = true
  const end = () => {
    if (!isOpen) return
    isOpen = false
    for (const listener of closed) listener()
    port.close?.()
    onEnd()
  }
  const listen = (type: 'message' | 'close', listener: (event: object) => void) =>
    port.addEventListener ? port.addEventListener(type, listener) : port.on?.(type, listener)
  serveChannel(
    messages,
    {
      send: (text) => {
        if (isOpen) port.postMessage(text)
        return undefined
      },
      onMessage: (listener) =>
        listen('message', (event) => isOpen && listener('data' in event ? event.data : undefined)),
      onClose: (listener) => closed.add(listener),
      refuse: end,
    },
    { caller, isUnmetered: true },
  )
  listen('close', end)
  port.start?.()
  return end
}
