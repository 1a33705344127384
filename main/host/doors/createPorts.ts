import type { Caller } from '../../../engine/api/services.ts'
import { connectPort, type PortLike } from './connectPort.ts'
import type { Handlers } from './createHandlers.ts'

/** Keeps the open message ports, to end them with the doors. */
export const createPorts = (messages: Handlers['messages']) => {
  const open = new Set<() => void>()
  return {
    connect: (port: PortLike, caller: Caller): (() => void) => {
      const end = connectPort(messages, port, caller, () => open.delete(end))
      open.add(end)
      return end
    },
    endAll: (): void => {
      for (const end of [...open]) end()
    },
  }
}
