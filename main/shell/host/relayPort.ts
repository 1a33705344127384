import type { MessagePortMain } from 'electron'
import { type RawData, WebSocket } from 'ws'

/** Frames kept for a socket that is still opening; a window has asked for more by then only if it misbehaves. */
const MAX_WAITING_FRAMES = 1_000
const BUFFERED_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Carries frames both ways between a window's port and a host's socket. oRPC's peers write the same frames to both: text for JSON,
 * bytes where a file is inside. When one side ends, so does the other.
 */
export const relayPort = (port: MessagePortMain, socket: WebSocket): void => {
  const waiting: Frame[] = []
  const end = () => {
    port.close()
    socket.close()
  }
  port.on('message', ({ data }) => {
    if (!isFrame(data) || waiting.length >= MAX_WAITING_FRAMES || socket.bufferedAmount > BUFFERED_LIMIT_BYTES) end()
    else if (socket.readyState === WebSocket.CONNECTING) waiting.push(data)
    else if (socket.readyState === WebSocket.OPEN) socket.send(data)
  })
  port.on('close', end)
  socket.on('open', () => {
    for (const frame of waiting.splice(0)) socket.send(frame)
  })
  socket.on('message', (data, isBinary) => port.postMessage(toPortFrame(data, isBinary)))
  socket.on('close', end)
  port.start()
}

type Frame = string | Uint8Array | ArrayBuffer

const isFrame = (data: unknown): data is Frame =>
  typeof data === 'string' || data instanceof Uint8Array || data instanceof ArrayBuffer

const toPortFrame = (data: RawData, isBinary: boolean): string | Uint8Array => {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)
  return isBinary ? new Uint8Array(bytes) : bytes.toString('utf8')
}
