import { type Hex, keccak256 } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import { openDatabase } from '../../store/openDatabase.ts'

/** A prospectus with its pictures is smaller. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

/** A document as it was given. Its hash (keccak256 of its bytes) is its name, and what the chain keeps. */
export interface StoredDocument {
  readonly hash: Hex
  /** RFC 6838, e.g. `application/pdf`. */
  readonly mediaType: string
  readonly bytes: Uint8Array
}

const migrations = [
  'CREATE TABLE document (hash TEXT PRIMARY KEY, media_type TEXT NOT NULL, bytes BLOB NOT NULL) WITHOUT ROWID',
]

const Row = z.object({ media_type: z.string(), bytes: z.instanceof(Buffer) })

/**
 * Opens the store of treasury documents. A document can't change: other bytes have another hash.
 *
 * @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy`
 */
export const openDocumentStore = (file: string) => {
  const database = openDatabase(file, { migrations })
  const insert = database.prepare('INSERT OR IGNORE INTO document (hash, media_type, bytes) VALUES (?, ?, ?)')
  const select = database.prepare('SELECT media_type, bytes FROM document WHERE hash = ?')
  const exists = database.prepare('SELECT 1 FROM document WHERE hash = ?').pluck()

  return {
    /**
     * Keeps a document and returns its hash; once, however often it is given.
     *
     * @throws TerminalError `treasury/document-too-large`
     */
    put: (bytes: Uint8Array, mediaType: string): Hex => {
      if (bytes.length > MAX_DOCUMENT_BYTES) {
        const message = `A document has at most ${MAX_DOCUMENT_BYTES} bytes; this one has ${bytes.length}.`
        throw new TerminalError('treasury/document-too-large', message, { bytes: bytes.length })
      }
      const hash = keccak256(bytes)
      insert.run(hash, mediaType, Buffer.from(bytes))
      return hash
    },
    has: (hash: Hex): boolean => exists.get(hash) !== undefined,
    /**
     * @throws TerminalError `treasury/document-not-found`; `store/corrupt` when the bytes aren't those of the hash any more
     */
    get: (hash: Hex): StoredDocument => {
      const row = select.get(hash)
      if (row === undefined) {
        throw new TerminalError('treasury/document-not-found', `There is no document ${hash}.`, { hash })
      }
      const { media_type: mediaType, bytes } = Row.parse(row)
      if (keccak256(bytes) === hash) return { hash, mediaType, bytes: new Uint8Array(bytes) }
      throw new TerminalError('store/corrupt', `The document ${hash} has other bytes than it was stored with.`, {
        hash,
      })
    },
    close: () => database.close(),
  }
}

export type DocumentStore = ReturnType<typeof openDocumentStore>
