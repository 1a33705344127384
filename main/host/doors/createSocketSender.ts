import type { WebSocket } from 'ws'

/**
 * Sends on a socket without letting a reader that doesn't keep up fill the memory: beyond `bufferedBytes` the answer is a promise
 * that waits until the text is out, beyond `bufferedBytesMost` the socket is cut off and `onCut` hears of it.
 */
export const createSocketSender =
  (
    socket: WebSocket,
    limits: { readonly bufferedBytes: number; readonly bufferedBytesMost: number },
    onCut: () => void,
  ): ((text: string) => Promise<void> | undefined) =>
  (text) => {
    if (socket.readyState !== socket.OPEN) return undefined
    if (socket.bufferedAmount + text.length > limits.bufferedBytesMost) {
      socket.terminate() // a close frame would only join the queue
      onCut()
      return undefined
    }
    if (socket.bufferedAmount <= limits.bufferedBytes) {
      socket.send(text, ignore)
      return undefined
    }
    return new Promise((resolve) => socket.send(text, () => resolve()))
  }

/** A failed send is followed by `close`, which is heard. */
const ignore = () => undefined
