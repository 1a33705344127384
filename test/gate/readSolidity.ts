import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The Solidity files below a folder of the repository, by their paths from its root, without comments and texts. */
export const readSolidity = (folder: string): ReadonlyMap<string, string> => {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sol'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
  return new Map(paths.sort().map((path) => [path, codeOf(readFileSync(join(root, path), 'utf8'))]))
}

/** A comment becomes a space, a text an empty one. */
export const codeOf = (source: string): string =>
  source.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('/') ? ' ' : '""',
  )
