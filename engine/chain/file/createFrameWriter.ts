import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { FRAME_HEAD_BYTES, FRAMES, MAGIC, VERSION } from './chainFileFormat.ts'

/** So much is gathered before it is written: little, so that whatever else runs in the thread has its turn. */
const FLUSH_BYTES = 16_384

/** Writes frames to a file, and at its end the SHA-256 of everything before it. */
export const createFrameWriter = (handle: FileHandle) => {
  const hash = createHash('sha256')
  let waiting: Uint8Array[] = []
  let waitingBytes = 0

  const push = (bytes: Uint8Array): void => {
    hash.update(bytes)
    waiting.push(bytes)
    waitingBytes += bytes.length
  }

  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    await handle.writeFile(bytes)
  }

  push(MAGIC)
  push(Uint8Array.of(VERSION))

  return {
    write: async (kind: keyof typeof FRAMES, payload: Uint8Array): Promise<void> => {
      const head = Buffer.alloc(FRAME_HEAD_BYTES)
      head.writeUInt8(FRAMES[kind], 0)
      head.writeUInt32BE(payload.length, 1)
      push(head)
      push(payload)
      if (waitingBytes >= FLUSH_BYTES) await flush()
    },
    /** After the last frame; then everything is on disk. */
    finish: async (): Promise<void> => {
      waiting.push(hash.digest())
      await flush()
      await handle.sync()
    },
  }
}
