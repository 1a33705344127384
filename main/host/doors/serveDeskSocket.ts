import type { WebSocket } from 'ws'
import type { Caller } from '../../../engine/api/services.ts'
import { closeSocket } from './closeSocket.ts'
import type { Handlers } from './createHandlers.ts'
import { createSocketSender } from './createSocketSender.ts'
import type { DoorLimits } from './doorLimits.ts'
import type { Log } from './log.ts'
import { serveChannel } from './serveChannel.ts'

/** Serves the contract on a WebSocket. */
export const serveDeskSocket = (
  socket: WebSocket,
  caller: Caller,
  options: { readonly messages: Handlers['messages']; readonly limits: DoorLimits; readonly log: Log },
): void => {
  const { messages, limits, log } = options
  const onCut = () => log('door.slow-reader', { principal: caller.principal })
  const channel = {
    send: createSocketSender(socket, limits, onCut),
    onMessage: (listener: (data: unknown) => void) => {
      socket.on('message', (data, isBinary) => listener(isBinary ? undefined : data.toString()))
    },
    onClose: (listener: () => void) => void socket.on('close', listener),
    refuse: () => closeSocket(socket, 'not-a-call'),
  }
  serveChannel(messages, channel, { caller })
}
