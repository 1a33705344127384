import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { contract } from '../../engine/api/contract.ts'

/** The WebSocket door of a host with one procedure, `system.status`, in the form of the real one. */
export const startTestHost = async (options: { readonly token: string; readonly port?: number }) => {
  const status = implement(contract.system.status).handler(() => ({
    version: 'test',
    phase: 'ready' as const,
    network: { id: 'test', name: 'Test', chainId: 1 },
    unsettledFills: 0,
    nowMs: 1,
  }))
  const handler = new RPCHandler({ system: { status } })
  const requests: IncomingMessage[] = []
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.on('upgrade', (request, socket, head) => {
    requests.push(request)
    if (request.url !== '/api/ws' || request.headers.authorization !== `Bearer ${options.token}`) {
      return socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => void handler.upgrade(webSocket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    /** Every request for a socket so far. */
    requests: (): readonly IncomingMessage[] => requests,
    openSockets: () => sockets.clients.size,
    stop: async () => {
      for (const client of sockets.clients) client.terminate()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
