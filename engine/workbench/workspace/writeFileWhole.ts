import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Writes a file so that a crash leaves the old one or the new one, and that the new one is on disk when it returns. */
export const writeFileWhole = (path: string, text: string): void => {
  // Hidden, so that neither the workspace nor an editor that watches it takes it for a source.
  const temporary = join(dirname(path), `.${basename(path)}.new`)
  rmSync(temporary, { force: true })
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Makes what was created, renamed or removed in a folder durable. */
export const syncFolder = (path: string): void => {
  if (process.platform === 'win32') return // Windows opens no folders, and keeps its directory entries in a journal
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
