import { posix } from 'node:path'
import { TerminalError } from '../../api/errors.ts'
import { scanSource } from './scanSource.ts'

const MAX_FILES = 2_000
const MAX_BYTES = 16_777_216

/** Finds a source of a package by its import path: `@openzeppelin/contracts/token/ERC20/ERC20.sol`. */
export type FindPackageSource = (path: string) => string | undefined

export type ResolvedSources = {
  /** All that is compiled, by solc's source unit names. */
  readonly texts: ReadonlyMap<string, string>
  readonly pragmas: ReadonlyMap<string, readonly string[]>
}

/**
 * Collects everything that `roots` import, directly or not: files of the project first, then packages. What is found nowhere is left
 * out, and solc reports the import.
 *
 * @throws TerminalError `workbench/too-large` beyond 2,000 files or 16 MiB.
 */
export const resolveSources = (
  roots: readonly string[],
  project: ReadonlyMap<string, string>,
  findPackageSource: FindPackageSource,
): ResolvedSources => {
  const texts = new Map<string, string>()
  const pragmas = new Map<string, readonly string[]>()
  const waiting = [...roots]
  let sizeBytes = 0
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue
    const text = project.get(path) ?? findPackageSource(path)
    if (text === undefined) continue
    sizeBytes += Buffer.byteLength(text)
    if (texts.size >= MAX_FILES || sizeBytes > MAX_BYTES) throw tooLarge()
    texts.set(path, text)
    const scanned = scanSource(text)
    pragmas.set(path, scanned.pragmas)
    waiting.push(...scanned.imports.map((name) => toSourceName(name, path)))
  }
  // In an order of their own: an import that moves must not make another compilation of it.
  return { texts: new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1))), pragmas }
}

/**
 * The name of an imported source (Solidity documentation, "Import Path Resolution"): relative paths stand beside the importing
 * source, others are names already. A path that climbs out of everything keeps its dots, and nothing is found by it.
 */
const toSourceName = (path: string, importer: string): string =>
  path.startsWith('./') || path.startsWith('../') ? posix.join(posix.dirname(importer), path) : path

const tooLarge = (): TerminalError =>
  new TerminalError('workbench/too-large', 'The project and its imports are more than 2,000 files or 16 MiB.')
