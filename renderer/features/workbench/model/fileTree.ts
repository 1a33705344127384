/** A line of the file tree: a folder or a file, by depth. */
export interface TreeRow {
  readonly path: string
  readonly name: string
  readonly depth: number
  readonly isFolder: boolean
}

/** The rows of a tree of paths: folders before files, both by name. */
export function listTreeRows(paths: readonly string[], collapsed: ReadonlySet<string> = new Set()): TreeRow[] {
  return listFolder([...paths].sort(comparePaths), '', 0, collapsed)
}

function listFolder(
  paths: readonly string[],
  folder: string,
  depth: number,
  collapsed: ReadonlySet<string>,
): TreeRow[] {
  const inside = paths.filter((path) => path.startsWith(folder))
  const folders = [...new Set(inside.flatMap((path) => firstFolder(path.slice(folder.length))))]
  const files = inside.filter((path) => !path.slice(folder.length).includes('/'))
  return [
    ...folders.flatMap((name) => {
      const path = `${folder}${name}/`
      const rows = collapsed.has(path) ? [] : listFolder(inside, path, depth + 1, collapsed)
      return [{ path, name, depth, isFolder: true }, ...rows]
    }),
    ...files.map((path) => ({ path, name: path.slice(folder.length), depth, isFolder: false })),
  ]
}

const firstFolder = (path: string) => (path.includes('/') ? [path.slice(0, path.indexOf('/'))] : [])
const comparePaths = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** What is wrong with a new path in a project; nothing if it may be used. */
export function findPathProblem(path: string, taken: readonly string[]): string | undefined {
  if (path.trim() === '') return 'Required.'
  if (path.length > 200) return 'At most 200 characters.'
  if (!/^[A-Za-z0-9_\-. ]+(?:\/[A-Za-z0-9_\-. ]+)*$/.test(path) || /(?:^|\/)\./.test(path))
    return 'Letters, digits, - _ . and / between folders.'
  const lower = path.toLowerCase()
  return taken.some((each) => each.toLowerCase() === lower) ? 'There is a file with this name.' : undefined
}
