import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import type { DeskClient } from '../../engine/api/contract.ts'

/** A client of a running desk over WebSocket, and how to hang up. */
export interface ConnectedDesk {
  readonly desk: DeskClient
  /** The socket, for tests of the line itself. */
  readonly socket: WebSocket
  readonly close: () => void
}

/**
 * Connects to a desk with a token.
 *
 * @throws Error when the desk refuses the connection; the message has the HTTP status.
 *
 * @example
 * const { desk, close } = await createDeskClient({ url: doors.ws, token: doors.token })
 * const markets = await desk.market.listMarkets()
 */
export const createDeskClient = async (options: {
  readonly url: string
  readonly token: string
}): Promise<ConnectedDesk> => {
  const socket = new WebSocket(options.url, { headers: { authorization: `Bearer ${options.token}` } })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined) // `close` follows, and ends what is under way
  // `ws` has the members of the browser's WebSocket that the link uses; the types of their events differ.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return { desk: createORPCClient(link), socket, close: () => socket.close() }
}
