import { z } from 'zod'
import type { StorageLayout } from '../../engine/compiler/ContractArtifact.ts'
import { createLayoutTypes } from '../../engine/compiler/namespaces/createLayoutTypes.ts'
import { listNamespaces, type Namespace } from '../../engine/compiler/namespaces/listNamespaces.ts'
import { readSyntaxTree, type SyntaxTree } from '../../engine/compiler/namespaces/SyntaxTree.ts'
import { listNamespaceSlots } from './listNamespaceSlots.ts'
import type { Member, StorageRelease } from './StorageRelease.ts'

/** What a contract inherits from if others may put new code behind its address. */
const UPGRADEABLE = 'UUPSUpgradeable'

const Output = z.object({
  contracts: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        storageLayout: z.custom<StorageLayout>((value) => typeof value === 'object'),
        evm: z.object({ bytecode: z.object({ object: z.string() }) }),
      }),
    ),
  ),
})
const EnumMembers = z.array(z.object({ name: z.string() }))

type Types = StorageLayout['types']

/**
 * The storage of every contract under `folder` that outlives its code, sorted by name: of those that are upgradeable, and of those that
 * these call by `delegatecall`, which are known by a namespace of ours that they share.
 *
 * @param output solc's standard JSON output, with the syntax trees (`ast`) and `storageLayout`
 */
export const toStorageReleases = (output: unknown, folder: string): readonly StorageRelease[] => {
  const tree = readSyntaxTree(output)
  if (tree === undefined) return []
  const slots = listNamespaceSlots(output)
  const found = Object.entries(Output.parse(output).contracts).flatMap(([path, ofFile]) =>
    Object.entries(ofFile).flatMap(([name, { storageLayout, evm }]) => {
      const contract = path.startsWith(folder) ? tree.findContract(path, name) : undefined
      if (contract === undefined || evm.bytecode.object === '') return []
      const isUpgradeable = contract.linearizedBaseContracts.some(
        (id) => tree.declarations.get(id)?.name === UPGRADEABLE,
      )
      const release = toRelease(name, storageLayout, listNamespaces(tree, contract), tree, slots)
      return [{ release, isUpgradeable, namespaces: Object.keys(release.namespaces).filter(isOurs) }]
    }),
  )
  const ofUpgradeable = new Set(
    found.filter(({ isUpgradeable }) => isUpgradeable).flatMap(({ namespaces }) => namespaces),
  )
  return found
    .filter(({ isUpgradeable, namespaces }) => isUpgradeable || namespaces.some((id) => ofUpgradeable.has(id)))
    .map(({ release }) => release)
    .sort((a, b) => (a.contract < b.contract ? -1 : 1))
}

/** OpenZeppelin's namespaces are shared by contracts that have nothing to do with each other. */
const isOurs = (id: string): boolean => !id.startsWith('openzeppelin.')

const toRelease = (
  contract: string,
  layout: StorageLayout,
  namespaces: readonly Namespace[],
  tree: SyntaxTree,
  slots: ReadonlyMap<number, readonly bigint[]>,
): StorageRelease => {
  const table = createLayoutTypes(tree)
  const entries = namespaces.map(({ id, struct }) => {
    const members = table.layOut(struct)
    return { id, slot: toSlot(slots.get(struct.id) ?? []), members }
  })
  const types: Types = { ...layout.types, ...table.types }
  const toMembers = (members: StorageLayout['storage']) => members.map((member) => toMember(member, types))
  return {
    contract,
    variables: toMembers(layout.storage),
    namespaces: toSorted(entries.map(({ id, slot, members }) => [id, { slot, members: toMembers(members) }])),
    structs: toSorted(
      Object.values(types).flatMap(({ label, numberOfBytes, members }) =>
        members === undefined ? [] : [[label, { bytes: Number(numberOfBytes), members: toMembers(members) }]],
      ),
    ),
    enums: toSorted(listEnums(types, tree)),
  }
}

/** Where the code looks for a namespace, if all of it looks at one place. */
const toSlot = (found: readonly bigint[]): string => {
  const [slot, ...others] = new Set(found)
  if (slot === undefined) return 'unknown'
  return others.length > 0 ? 'several' : toHex(slot)
}

/** A slot as a word. */
export const toHex = (slot: bigint): string => `0x${slot.toString(16).padStart(64, '0')}`

const toMember = ({ label, slot, offset, type }: StorageLayout['storage'][number], types: Types): Member => ({
  name: label,
  type: types[type]?.label ?? type,
  slot: Number(slot),
  offset,
  bytes: Number(types[type]?.numberOfBytes ?? 0),
})

const listEnums = (types: Types, { declarations }: SyntaxTree): [string, string[]][] =>
  Object.entries(types).flatMap(([type, { label }]) => {
    const declaration = declarations.get(Number(/^t_enum\(.*\)(\d+)$/.exec(type)?.[1]))
    if (declaration?.nodeType !== 'EnumDefinition') return []
    return [[label, EnumMembers.parse(declaration.members).map(({ name }) => name)]]
  })

/** Two different types of one name would hide each other: a release that could be read in two ways is none. */
const toSorted = <Value>(entries: readonly [string, Value][]): Record<string, Value> => {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  const byName = Object.fromEntries(sorted)
  for (const [name, value] of sorted) {
    if (JSON.stringify(byName[name]) !== JSON.stringify(value))
      throw new Error(`There are two different types ${name}.`)
  }
  return byName
}
