import type { Abi, Hex } from 'viem'
import { z } from 'zod'
import type { ArtifactSource, ContractArtifact, ImmutableRange, StorageLayout } from './ContractArtifact.ts'
import { createNamespacedLayouts } from './namespaces/createNamespacedLayouts.ts'
import { hasNamespaces } from './namespaces/listNamespaces.ts'

const artifactSelection = [
  'abi',
  'metadata',
  'storageLayout',
  'evm.bytecode.object',
  'evm.bytecode.sourceMap',
  'evm.bytecode.linkReferences',
  'evm.deployedBytecode.object',
  'evm.deployedBytecode.sourceMap',
  'evm.deployedBytecode.linkReferences',
  'evm.deployedBytecode.immutableReferences',
] as const

/** What solc is asked for (`outputSelection`), so that its output of these sources makes whole artifacts. */
export const selectArtifacts = (texts: Iterable<string>) => ({
  '*': { '*': artifactSelection, ...([...texts].some(hasNamespaces) ? { '': ['ast'] } : {}) },
})

const Ranges = z.array(z.object({ start: z.number().int().nonnegative(), length: z.number().int().positive() }))
const Code = z.object({
  object: z.string(),
  sourceMap: z.string().default(''),
  linkReferences: z.record(z.string(), z.record(z.string(), Ranges)).default({}),
})

/** One contract of solc's standard JSON output, as far as artifacts need it. */
const OutputContract = z.object({
  abi: z.custom<Abi>(Array.isArray),
  metadata: z.string().default(''),
  storageLayout: z.custom<StorageLayout>((value) => typeof value === 'object').optional(),
  evm: z.object({
    bytecode: Code,
    deployedBytecode: Code.extend({ immutableReferences: z.record(z.string(), Ranges).default({}) }),
  }),
})

/** The part of solc's standard JSON output that artifacts are made of. */
const Output = z.object({
  contracts: z.record(z.string(), z.record(z.string(), OutputContract)).default({}),
  sources: z.record(z.string(), z.object({ id: z.number().int().nonnegative() })).default({}),
})

/**
 * Makes artifacts of solc's standard JSON output: one for each contract, interfaces and abstract contracts included (their code is
 * `0x`, as is the creation code of a contract whose libraries are not linked: it can't run). `texts` holds the sources by the names they have in the output.
 */
export const toArtifacts = (
  output: unknown,
  texts: ReadonlyMap<string, string>,
  compilerVersion: string,
): ContractArtifact[] => {
  const { contracts, sources: ids } = Output.parse(output)
  const sources: ArtifactSource[] = Object.entries(ids)
    .map(([path, { id }]) => ({ id, path, text: texts.get(path) ?? '' }))
    .sort((a, b) => a.id - b.id)
  const complete = createNamespacedLayouts(output)
  return Object.entries(contracts).flatMap(([path, ofFile]) =>
    Object.entries(ofFile).map(([name, { abi, metadata, storageLayout, evm }]) => ({
      name,
      path,
      compilerVersion,
      abi,
      creation: isLinked(evm.bytecode) ? toCode(evm.bytecode) : { object: '0x', sourceMap: '' },
      deployed: {
        ...toCode(evm.deployedBytecode),
        immutables: [...Object.values(evm.deployedBytecode.immutableReferences).flat(), ...selfAddress(evm)].sort(
          (a, b) => a.start - b.start,
        ),
      },
      storageLayout: complete(path, name, { storage: storageLayout?.storage ?? [], types: storageLayout?.types ?? {} }),
      metadata,
      sources,
    })),
  )
}

/**
 * The contracts of `output` that can't be deployed as they are, because they call libraries that have addresses of their own.
 */
export const listUnlinked = (
  output: unknown,
): { readonly path: string; readonly name: string; readonly libraries: readonly string[] }[] =>
  Object.entries(Output.parse(output).contracts).flatMap(([path, ofFile]) =>
    Object.entries(ofFile)
      .filter(([, { evm }]) => !isLinked(evm.bytecode))
      .map(([name, { evm }]) => ({
        path,
        name,
        libraries: Object.values(evm.bytecode.linkReferences).flatMap((libraries) => Object.keys(libraries)),
      })),
  )

const isLinked = ({ linkReferences }: z.infer<typeof Code>): boolean => Object.keys(linkReferences).length === 0

/** Addresses of libraries that are not linked are zero, as solc's placeholders are no bytes. */
const toCode = ({ object, sourceMap }: z.infer<typeof Code>): { readonly object: Hex; readonly sourceMap: string } => ({
  object: `0x${object.replaceAll(/__\$[0-9a-f]{34}\$__/g, '0'.repeat(40))}`,
  sourceMap,
})

/** A library begins with a push of its own address, which its constructor fills in (Solidity, "Call Protection for Libraries"). */
const selfAddress = ({ deployedBytecode }: z.infer<typeof OutputContract>['evm']): ImmutableRange[] => [
  ...(deployedBytecode.object.startsWith(`73${'0'.repeat(40)}30`) ? [{ start: 1, length: 20 }] : []),
  ...Object.values(deployedBytecode.linkReferences).flatMap((ofFile) => Object.values(ofFile).flat()),
]
