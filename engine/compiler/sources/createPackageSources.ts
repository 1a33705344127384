import { readFileSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { contractSources } from '../../../contracts/generated/sources.ts'
import type { FindPackageSource } from './resolveSources.ts'

const MAX_FILE_BYTES = 1_048_576

/** The npm packages a source may import from. */
const packages = ['@openzeppelin/contracts'] as const
/** The desk's own contracts, under a package's name. */
const ownPrefix = '@quantera/contracts/'

/**
 * Finds sources of the packages that may be imported. Only whole, plain paths to regular files inside a package are found: no `..`,
 * nothing absolute, no link that leads out of it.
 */
export const createPackageSources = (): FindPackageSource => {
  const require = createRequire(import.meta.url)
  const folders = new Map<string, string>()
  const texts = new Map<string, string>()
  const folderOf = (name: string): string => {
    const folder = folders.get(name) ?? realpathSync(dirname(require.resolve(`${name}/package.json`)))
    folders.set(name, folder)
    return folder
  }
  const read = (path: string): string | undefined => {
    const name = packages.find((candidate) => path.startsWith(`${candidate}/`))
    if (name === undefined || !isPlain(path)) return undefined
    try {
      const folder = folderOf(name)
      const file = realpathSync(join(folder, path.slice(name.length + 1)))
      const stats = statSync(file)
      if (!file.startsWith(`${folder}${sep}`) || !stats.isFile() || stats.size > MAX_FILE_BYTES) return undefined
      return readFileSync(file, 'utf8')
    } catch {
      return undefined // no such file: solc reports the import
    }
  }
  return (path) => {
    if (path.startsWith(ownPrefix)) return findOwn(path)
    const known = texts.get(path)
    if (known !== undefined) return known
    const text = read(path)
    if (text !== undefined) texts.set(path, text) // packages do not change while the desk runs
    return text
  }
}

const findOwn = (path: string): string | undefined => {
  const own = `contracts/${path.slice(ownPrefix.length)}`
  return Object.hasOwn(contractSources, own) ? contractSources[own] : undefined
}

const isPlain = (path: string): boolean =>
  path.endsWith('.sol') && path.split('/').every((segment) => /^[A-Za-z0-9@_-][A-Za-z0-9@_.-]*$/.test(segment))
