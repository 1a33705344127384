import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import solc from 'solc'
import type { ContractArtifact } from '../../engine/compiler/ContractArtifact.ts'
import { selectArtifacts, toArtifacts } from '../../engine/compiler/toArtifacts.ts'

const root = join(import.meta.dirname, '../..')

/** Compiles Solidity with the newest compiler; imports are found here and among npm's packages. Gives the contracts by name. */
export const compileSolidity = (source: string): ReadonlyMap<string, ContractArtifact> => {
  const { output, texts } = compileToOutput(source)
  return new Map(toArtifacts(output, texts, solc.version()).map((artifact) => [artifact.name, artifact]))
}

/** The same, as solc's standard JSON output, with the sources that it read. */
export const compileToOutput = (
  source: string,
): { readonly output: unknown; readonly texts: ReadonlyMap<string, string> } => {
  const texts = new Map([['Test.sol', source]])
  const read = (path: string) => {
    const file = [join(root, path), join(root, 'node_modules', path)].find((candidate) => existsSync(candidate))
    if (file === undefined) return { error: `${path} not found` }
    const contents = readFileSync(file, 'utf8')
    texts.set(path, contents)
    return { contents }
  }
  const input = {
    language: 'Solidity',
    sources: { 'Test.sol': { content: source } },
    settings: {
      evmVersion: 'prague',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: selectArtifacts([source]),
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }))
  const errors = (output.errors ?? []).filter((error: { severity: string }) => error.severity === 'error')
  if (errors.length > 0)
    throw new Error(errors.map((error: { formattedMessage: string }) => error.formattedMessage).join('\n'))
  return { output, texts }
}
