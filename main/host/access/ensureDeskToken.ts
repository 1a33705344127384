import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createSecret } from './secrets.ts'

const TOKEN_PATTERN = /^[0-9a-f]{64}$/

/**
 * The desk's token: read from the file `token` in the data folder, made there on first use. Only the owner can read the file (mode
 * 0600); a wider mode is narrowed. The file appears whole or not at all, and the first of two hosts that start at once wins.
 *
 * @throws Error when the file is no regular file or holds no token: guessing would lock out whoever has the real one.
 */
export const ensureDeskToken = (dataDirectory: string): string => {
  const path = join(dataDirectory, 'token')
  const facts = lstatSync(path, { throwIfNoEntry: false })
  if (facts === undefined) createTokenFile(path)
  else if (!facts.isFile()) throw new Error(`${path} must be a regular file.`)
  else if ((facts.mode & 0o777) !== 0o600) chmodSync(path, 0o600)
  const token = readFileSync(path, 'utf8').trim()
  if (!TOKEN_PATTERN.test(token)) throw new Error(`${path} holds no token; delete it to have a new one made.`)
  return token
}

const createTokenFile = (path: string): void => {
  const draft = `${path}.${process.pid}.new`
  rmSync(draft, { force: true })
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${createSecret()}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path) // unlike a rename, never replaces a token that another host has just made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
