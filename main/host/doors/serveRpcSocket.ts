import type { WebSocket } from 'ws'
import { closeSocket } from './closeSocket.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Register } from './createRegister.ts'
import { createSocketSender } from './createSocketSender.ts'
import type { DoorLimits } from './doorLimits.ts'
import type { Log } from './log.ts'
import { answerRpcText, type RpcAccess, type RpcMethods } from './rpcDoor.ts'

export interface RpcSocketOptions {
  readonly rpc: RpcMethods
  readonly network: string | undefined
  readonly rates: RateLimiter
  readonly sockets: Register
  readonly limits: DoorLimits
  readonly log: Log
}

/** Serves JSON-RPC on a WebSocket; subscriptions last as long as the socket. */
export const serveRpcSocket = (socket: WebSocket, access: RpcAccess, options: RpcSocketOptions): void => {
  const { rpc, rates, limits, log } = options
  const onCut = () => log('door.slow-reader', { principal: access.principal })
  const send = createSocketSender(socket, limits, onCut)
  const session = rpc.openSession((text) => void send(text), access, options.network)
  socket.on('close', () => session.close())
  let underWay = 0
  socket.on('message', async (data, isBinary) => {
    if (isBinary) return closeSocket(socket, 'text-only')
    underWay += 1
    if (underWay >= limits.rpcUnderWay) socket.pause() // the sender waits; nothing is refused
    const answer = await answerRpcText(data.toString(), { session, access, rates, log })
    underWay -= 1
    if (socket.isPaused && underWay < limits.rpcUnderWay) socket.resume()
    if (answer !== undefined) send(answer)
  })
}
