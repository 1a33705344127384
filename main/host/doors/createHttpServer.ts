import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { DoorLimits } from './doorLimits.ts'
import { refuseUpgrade } from './refuseUpgrade.ts'
import { malformedRequest } from './toDoorError.ts'

/** How long calls under way may take to finish when the server closes, milliseconds. */
const CLOSE_GRACE_MS = 700

/** An HTTP server that gives no connection more time or space than the limits say (slow and endless requests). */
export const createHttpServer = (limits: DoorLimits): Server => {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
    keepAliveTimeout: 10_000,
    maxHeaderSize: 16_384,
  })
  server.maxConnections = limits.connections
  server.setTimeout(limits.silenceMs, dropBlocked)
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    if (error.code === 'ECONNRESET') stream.destroy()
    else refuseUpgrade(stream, malformedRequest(), statuses[error.code ?? ''] ?? 400)
  })
  return server
}

const statuses: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }

/** A silent connection is dropped if its reader has stopped reading; one that waits for an answer or for events is not. */
const dropBlocked = (socket: Socket): void => {
  if (socket.writableLength > 0) socket.destroy()
}

/** Listens, and answers the port. */
export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })

/** Whether only programs on this machine reach an address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)

/** Stops accepting, lets what is under way finish for a moment, then cuts it off. */
export const closeServer = async (server: Server): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  await closed
  clearTimeout(timer)
}
