import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { keccak256, toBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_DOCUMENT_BYTES, openDocumentStore } from '../../../../engine/treasury/documents/openDocumentStore.ts'

const prospectus = toBytes('Offering circular: 4.25 % notes due 2036')
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantera-documents-'))
  file = join(folder, 'documents.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('openDocumentStore', () => {
  it('gives a document back by the hash of its bytes, also after a restart', () => {
    const store = openDocumentStore(file)
    const hash = store.put(prospectus, 'text/plain')
    expect(hash).toBe(keccak256(prospectus))
    store.close()
    const reopened = openDocumentStore(file)
    expect(reopened.get(hash)).toEqual({ hash, mediaType: 'text/plain', bytes: prospectus })
    reopened.close()
  })

  it('keeps the same bytes once', () => {
    const store = openDocumentStore(file)
    expect(store.put(prospectus, 'text/plain')).toBe(store.put(prospectus, 'application/pdf'))
    expect(store.get(keccak256(prospectus)).mediaType).toBe('text/plain')
    store.close()
  })

  it('says which document is not there', () => {
    const store = openDocumentStore(file)
    const hash = keccak256('0x01')
    expect(store.has(hash)).toBe(false)
    expect(() => store.get(hash)).toThrowError(
      expect.objectContaining({ code: 'treasury/document-not-found', facts: { hash } }),
    )
    store.close()
  })

  it('refuses a document that is too large, and takes an empty one', () => {
    const store = openDocumentStore(file)
    const bytes = new Uint8Array(MAX_DOCUMENT_BYTES + 1)
    expect(() => store.put(bytes, 'application/pdf')).toThrowError(
      expect.objectContaining({ code: 'treasury/document-too-large', facts: { bytes: bytes.length } }),
    )
    expect(store.get(store.put(new Uint8Array(), 'text/plain')).bytes).toHaveLength(0)
    store.close()
  })

  it('notices bytes that were changed in the file', () => {
    const store = openDocumentStore(file)
    const hash = store.put(prospectus, 'text/plain')
    const intruder = new Sqlite(file)
    intruder.prepare('UPDATE document SET bytes = ?').run(Buffer.from('other terms'))
    intruder.close()
    expect(() => store.get(hash)).toThrowError(expect.objectContaining({ code: 'store/corrupt' }))
    store.close()
  })
})
