import { z } from 'zod'
import type { ContractArtifact } from '../compiler/ContractArtifact.ts'

/** solc's metadata, as far as it says how a contract was compiled. */
const Metadata = z.object({
  compiler: z.object({ version: z.string() }),
  settings: z
    .object({ compilationTarget: z.record(z.string(), z.string()) })
    .loose()
    .transform(({ compilationTarget: _, ...settings }) => settings),
  sources: z.record(z.string(), z.unknown()),
})

/** The standard-JSON input with which anybody compiles a contract to the very bytecode that was deployed, metadata included. */
export type StandardJson = {
  readonly language: 'Solidity'
  readonly sources: Readonly<Record<string, { readonly content: string }>>
  readonly settings: Readonly<Record<string, unknown>>
}

/** Makes the input of what solc itself recorded in the contract's metadata: its settings, and the sources it used. */
export const toStandardJson = ({ metadata, sources }: ContractArtifact): StandardJson => {
  const { settings, sources: used } = Metadata.parse(JSON.parse(metadata))
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  return {
    language: 'Solidity',
    sources: Object.fromEntries(Object.keys(used).map((path) => [path, { content: texts.get(path) ?? '' }])),
    settings: {
      ...settings,
      outputSelection: { '*': { '*': ['abi', 'metadata', 'evm.bytecode', 'evm.deployedBytecode'] } },
    },
  }
}

/** solc's full version, as explorers ask for it. */
export const readCompilerVersion = ({ metadata }: ContractArtifact): string =>
  Metadata.parse(JSON.parse(metadata)).compiler.version
