import { createRequire } from 'node:module'
import { findCompiler } from '../versions/findCompiler.ts'

/** The part of the npm package `solc` that is used: standard JSON in, standard JSON out. */
type SolcModule = { readonly compile: (input: string) => string }

/** Runs one version of solc on standard JSON. */
export type RunSolc = (version: string, input: string) => string

/**
 * Loads compilers as they are needed. A thread stays with one version: the module can't be unloaded, and each takes over a hundred
 * megabytes.
 *
 * @throws TerminalError `workbench/compiler-not-found`
 */
export const createSolc = (): RunSolc => {
  const require = createRequire(import.meta.url)
  return (version, input) => {
    const solc: SolcModule = require(findCompiler(version).packageName)
    return solc.compile(input)
  }
}
