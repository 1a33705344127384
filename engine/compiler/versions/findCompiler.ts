import { TerminalError } from '../../api/errors.ts'
import { type InstalledCompiler, installedCompilers } from './installedCompilers.ts'

/** @throws TerminalError `workbench/compiler-not-found` */
export const findCompiler = (version: string): InstalledCompiler => {
  const found = installedCompilers.find((compiler) => compiler.version === version)
  if (found !== undefined) return found
  const installed = installedCompilers.map((compiler) => compiler.version)
  const message = `There is no Solidity compiler ${version} here; there are ${installed.join(', ')}.`
  throw new TerminalError('workbench/compiler-not-found', message, { version, installed })
}
