import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ProjectPath } from '../../api/workbench.ts'

const MAX_FILES = 500
const MAX_DEPTH = 12

export type FileEntry = { readonly path: string; readonly sizeBytes: number; readonly changedAtMs: number }

/**
 * The files of a project, sorted. Another editor may have put anything there: links are not followed, hidden files and folders, names
 * that no `ProjectPath` has, and what comes after the first 500 files are left out.
 */
export const listFiles = (folder: string): FileEntry[] => {
  const files: FileEntry[] = []
  const visit = (relative: string, depth: number): void => {
    const entries = readdirSync(join(folder, relative), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (files.length >= MAX_FILES || !ProjectPath.safeParse(path).success) continue
      if (entry.isDirectory() && depth < MAX_DEPTH && entry.name !== 'node_modules') visit(path, depth + 1)
      if (!entry.isFile()) continue
      const stats = lstatSync(join(folder, path), { throwIfNoEntry: false })
      if (stats?.isFile()) files.push({ path, sizeBytes: stats.size, changedAtMs: Math.round(stats.mtimeMs) })
    }
  }
  visit('', 0)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}
