import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { RLP } from '@ethereumjs/rlp'
import { parseGenesisText } from '../genesisText.ts'
import { decodeAccountChanges } from '../store/encodeAccountChange.ts'
import { ChainFileError, damaged, throwIfCancelled } from './ChainFileError.ts'
import {
  type ChainFileRecord,
  DIGEST_BYTES,
  EndFrame,
  FRAME_HEAD_BYTES,
  FRAMES,
  MAGIC,
  MAX_FRAME_BYTES,
  SnapshotFrame,
  VERSION,
} from './chainFileFormat.ts'

const READ_BYTES = 1_048_576

/** Reads so many bytes at a time; fewer only at the end of the file. */
const createByteReader = (handle: FileHandle) => {
  let buffer: Buffer = Buffer.alloc(0)
  return async (length: number): Promise<Buffer> => {
    const parts: Buffer[] = []
    let missing = length
    while (missing > 0) {
      if (buffer.length === 0) {
        const { bytesRead, buffer: read } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES)
        if (bytesRead === 0) break
        buffer = read.subarray(0, bytesRead)
      }
      const part = buffer.subarray(0, missing)
      buffer = buffer.subarray(part.length)
      missing -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }
}

const decodeFrame = (kind: number, payload: Buffer): ChainFileRecord => {
  const text = (): unknown => JSON.parse(payload.toString('utf8'))
  if (kind === FRAMES.genesis) return { kind: 'genesis', genesis: parseGenesisText(payload.toString('utf8')) }
  if (kind === FRAMES.snapshot) return { kind: 'snapshot', ...SnapshotFrame.parse(text()) }
  if (kind === FRAMES.end) return { kind: 'end', ...EndFrame.parse(text()) }
  if (kind !== FRAMES.block) throw new Error(`kind ${kind} of frame is unknown`)
  const [encoded, changes, ...more] = RLP.decode(payload) as unknown[]
  if (!(encoded instanceof Uint8Array) || !(changes instanceof Uint8Array) || more.length > 0) {
    throw new Error('a block is malformed')
  }
  return { kind: 'block', encoded, accountChanges: decodeAccountChanges(changes) }
}

/**
 * Reads a chain file record by record, in bounded memory. What it has yielded may be believed only when it has ended without an
 * error: the check of the whole is at the file's end.
 *
 * @throws ChainFileError `chain/file-damaged`, `chain/file-version`; TerminalError `chain/cancelled`.
 */
export async function* readChainFile(path: string, signal?: AbortSignal): AsyncGenerator<ChainFileRecord, void, void> {
  const handle = await open(path, 'r')
  try {
    const read = createByteReader(handle)
    const hash = createHash('sha256')
    const take = async (length: number): Promise<Buffer> => {
      const bytes = await read(length)
      if (bytes.length < length) throw damaged(path, 'it ends too early')
      hash.update(bytes)
      return bytes
    }
    await takeHead(path, take)
    for (;;) {
      throwIfCancelled(signal)
      const record = await takeFrame(path, take)
      yield record
      if (record.kind === 'end') break
    }
    const digest = await read(DIGEST_BYTES)
    if (!digest.equals(hash.digest())) throw damaged(path, 'its check sum does not match')
    if ((await read(1)).length > 0) throw damaged(path, 'something follows its end')
  } finally {
    await handle.close()
  }
}

type Take = (length: number) => Promise<Buffer>

const takeHead = async (path: string, take: Take): Promise<void> => {
  if (!(await take(MAGIC.length)).equals(MAGIC)) throw damaged(path, 'it does not begin as a chain file does')
  const version = (await take(1)).readUInt8()
  if (version === VERSION) return
  throw new ChainFileError('chain/file-version', `The chain file has version ${version}; known is ${VERSION}.`, {
    path,
    version,
  })
}

const takeFrame = async (path: string, take: Take): Promise<ChainFileRecord> => {
  const head = await take(FRAME_HEAD_BYTES)
  const length = head.readUInt32BE(1)
  if (length > MAX_FRAME_BYTES) throw damaged(path, `a frame has ${length} bytes`)
  const payload = await take(length)
  try {
    return decodeFrame(head.readUInt8(), payload)
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error), { cause: error })
  }
}
