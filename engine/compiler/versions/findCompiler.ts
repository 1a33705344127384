import { TerminalError } from '../../api/errors.ts'
import { type InstalledCompiler, installedCompilers } from './installedCompilers.ts'

/** @throws TerminalError `workbench/compiler-not-found`, also when the compiler does not know `evmVersion` */
export const findCompiler = (version: string, evmVersion?: string): InstalledCompiler => {
  const found = installedCompilers.find((compiler) => compiler.version === version)
  if (found !== undefined && (evmVersion === undefined || found.evmVersions.includes(evmVersion))) return found
  if (found !== undefined) {
    const known = `Solidity ${version} knows the EVM's versions ${found.evmVersions.join(', ')}.`
    throw new TerminalError('workbench/compiler-not-found', known, { version, evmVersions: found.evmVersions })
  }
  const installed = installedCompilers.map((compiler) => compiler.version)
  const message = `There is no Solidity compiler ${version} here; there are ${installed.join(', ')}.`
  throw new TerminalError('workbench/compiler-not-found', message, { version, installed })
}
