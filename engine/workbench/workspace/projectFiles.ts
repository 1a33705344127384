import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { TerminalError } from '../../api/errors.ts'
import { listFiles } from './listFiles.ts'
import { syncFolder, writeFileWhole } from './writeFileWhole.ts'

const MAX_FILES = 500
const MAX_FILE_BYTES = 1_000_000
const MAX_PROJECT_BYTES = 8_388_608

export type FileText = { readonly text: string; readonly version: string }

/** A file's version: what it holds. */
export const toVersion = (text: string): string => createHash('sha256').update(text).digest('hex')

/** @throws TerminalError `workbench/file-not-found`, `workbench/too-large` */
export const readProjectFile = (folder: string, path: string): FileText => {
  const notFound = (): TerminalError =>
    new TerminalError('workbench/file-not-found', `There is no file ${path}.`, { path })
  if (!isPlainFile(folder, path)) throw notFound()
  // Should it have become a link just now, it is not opened.
  const file = openSync(join(folder, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    if (fstatSync(file).size > 4 * MAX_FILE_BYTES) throw tooLarge(path)
    const text = readFileSync(file, 'utf8')
    return { text, version: toVersion(text) }
  } finally {
    closeSync(file)
  }
}

/** All Solidity sources of a project. @throws TerminalError `workbench/too-large` beyond 8 MiB */
export const readSources = (folder: string): Record<string, string> => {
  const files = listFiles(folder).filter(({ path }) => path.endsWith('.sol'))
  if (sum(files) > MAX_PROJECT_BYTES) throw tooLarge('')
  return Object.fromEntries(files.map(({ path }) => [path, readProjectFile(folder, path).text]))
}

/**
 * Writes a file. With `version` the file must still be as it was read; without, there must be none of its name, whatever the case:
 * on some disks `token.sol` and `Token.sol` are one file.
 *
 * @throws TerminalError `workbench/file-changed`, `workbench/file-exists`, `workbench/too-large`
 */
export const writeProjectFile = (folder: string, path: string, text: string, version: string | undefined): string => {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) throw tooLarge(path)
  const exists = isPlainFile(folder, path)
  if (version === undefined || !exists) requireFreeName(folder, path)
  if (version !== undefined && (!exists || readProjectFile(folder, path).version !== version)) {
    throw new TerminalError('workbench/file-changed', `${path} has changed since it was read.`, { path })
  }
  const others = listFiles(folder).filter((file) => file.path !== path)
  if (others.length >= MAX_FILES || sum(others) + Buffer.byteLength(text) > MAX_PROJECT_BYTES) throw tooLarge(path)
  mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 })
  writeFileWhole(join(folder, path), text)
  return toVersion(text)
}

/** @throws TerminalError `workbench/file-not-found` */
export const deleteProjectFile = (folder: string, path: string): void => {
  readProjectFile(folder, path)
  rmSync(join(folder, path))
  syncFolder(dirname(join(folder, path)))
  removeEmptyFolders(folder, path)
}

/** @throws TerminalError `workbench/file-not-found`, `workbench/file-exists` */
export const renameProjectFile = (folder: string, from: string, to: string): void => {
  readProjectFile(folder, from)
  if (from === to) return
  requireFreeName(folder, to, from)
  mkdirSync(dirname(join(folder, to)), { recursive: true, mode: 0o700 })
  renameSync(join(folder, from), join(folder, to))
  syncFolder(dirname(join(folder, to)))
  if (dirname(from) !== dirname(to)) syncFolder(dirname(join(folder, from)))
  removeEmptyFolders(folder, from)
}

/** Whether there is a regular file that is reached through folders alone: no part of the path is a link. */
const isPlainFile = (folder: string, path: string): boolean => {
  const parts = path.split('/')
  return parts.every((_part, at) => {
    const stats = lstatSync(join(folder, ...parts.slice(0, at + 1)), { throwIfNoEntry: false })
    return at === parts.length - 1 ? stats?.isFile() === true : stats?.isDirectory() === true
  })
}

/** Names that a disk may hold to be the same: without regard to case and Unicode's composed and decomposed forms. */
const fold = (name: string): string => name.normalize('NFKC').toLowerCase()

/** @throws TerminalError `workbench/file-exists` when a part of the path is taken by something that is not the very folder it means */
const requireFreeName = (folder: string, path: string, except?: string): void => {
  const parts = path.split('/')
  for (const [at, part] of parts.entries()) {
    const parent = parts.slice(0, at)
    const names = readNames(join(folder, ...parent))
    const isLast = at === parts.length - 1
    const taken = names.find((name) => fold(name) === fold(part) && [...parent, name].join('/') !== except)
    if (taken === undefined && !names.includes(part)) continue
    const isFolder = lstatSync(join(folder, ...parent, part), { throwIfNoEntry: false })?.isDirectory() === true
    if (taken !== undefined && (isLast || taken !== part || !isFolder)) {
      const name = [...parent, taken].join('/')
      throw new TerminalError('workbench/file-exists', `There is a file or folder ${name} already.`, { path: name })
    }
  }
}

const readNames = (folder: string): readonly string[] => {
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  return stats?.isDirectory() ? readdirSync(folder) : []
}

const removeEmptyFolders = (folder: string, path: string): void => {
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (readdirSync(join(folder, parent)).length > 0) return
    rmdirSync(join(folder, parent))
  }
}

const sum = (files: readonly { readonly sizeBytes: number }[]): number =>
  files.reduce((total, { sizeBytes }) => total + sizeBytes, 0)

const tooLarge = (path: string): TerminalError =>
  new TerminalError('workbench/too-large', 'A project holds at most 500 files of 1 MB, and 8 MiB in all.', { path })
