import { constants } from 'node:fs'
import { chmod, mkdir, open, readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from 'viem'
import { TerminalError } from '../../../engine/api/errors.ts'
import { type KeystoreDocument, MAX_DOCUMENT_LENGTH, parseKeystoreDocument } from './KeystoreDocument.ts'

/** A document of the folder that can be used. */
export interface KeystoreFile {
  readonly address: Address
  readonly path: string
  readonly text: string
  readonly document: KeystoreDocument
}

/** A file of the folder that can't be used, and why. */
export interface UnreadableKeystoreFile {
  readonly path: string
  readonly reason: string
}

/**
 * Reads every document of the folder, making the folder (mode 0700) where it is missing. A file that can't be read is reported
 * and skipped: one bad file must not take the other accounts away.
 */
export const readKeystoreFiles = async (
  directory: string,
): Promise<{ readonly files: readonly KeystoreFile[]; readonly unreadable: readonly UnreadableKeystoreFile[] }> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)
  const files: KeystoreFile[] = []
  const unreadable: UnreadableKeystoreFile[] = []
  const seen = new Set<Address>()
  for (const name of (await readdir(directory)).sort()) {
    // Hidden files are unfinished writes of ours, or the system's.
    if (name.startsWith('.')) continue
    const path = join(directory, name)
    try {
      const file = await readKeystoreFile(path)
      if (seen.has(file.address)) throw new Error(`Another file holds the account ${file.address} already.`)
      seen.add(file.address)
      files.push(file)
    } catch (error) {
      unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return { files, unreadable }
}

const readKeystoreFile = async (path: string): Promise<KeystoreFile> => {
  // No symbolic links out of the folder, and no pipe that never answers.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw new Error('It is not a regular file.')
    if (stats.size > MAX_DOCUMENT_LENGTH) throw new Error('It is too large for a keystore document.')
    const text = await handle.readFile('utf8')
    const document = parseKeystoreDocument(text)
    if (!document.address) throw new TerminalError('signing/invalid-keystore', 'It does not say its address.')
    return { address: document.address, path, text, document }
  } finally {
    await handle.close()
  }
}

/**
 * Writes a new document durably: to a hidden file of mode 0600, flushed, then renamed, and the folder flushed. After a crash the
 * file is there whole or not at all.
 */
export const writeKeystoreFile = async (
  directory: string,
  { address, text, nowMs }: { readonly address: Address; readonly text: string; readonly nowMs: number },
): Promise<KeystoreFile> => {
  // geth's names; the time in them keeps a damaged file of the same account, which somebody may still rescue, from being replaced.
  const time = new Date(nowMs).toISOString().replaceAll(':', '-')
  const name = `UTC--${time}--${address.slice(2).toLowerCase()}.json`
  const path = join(directory, name)
  const temporaryPath = join(directory, `.${name}.tmp`)
  try {
    const handle = await open(temporaryPath, 'w', 0o600)
    try {
      await handle.chmod(0o600)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporaryPath, path)
  } catch (error) {
    await unlink(temporaryPath).catch(() => undefined)
    throw error
  }
  await syncDirectory(directory)
  return { address, path, text, document: parseKeystoreDocument(text) }
}

const syncDirectory = async (directory: string): Promise<void> => {
  // Windows can't open a folder; its journal keeps the rename.
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
