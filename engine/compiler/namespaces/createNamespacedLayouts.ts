import type { StorageLayout } from '../ContractArtifact.ts'
import { cleanText } from '../layout/cleanText.ts'
import { createLayoutTypes } from './createLayoutTypes.ts'
import { listNamespaces, type Namespace } from './listNamespaces.ts'
import { rootSlotOf } from './rootSlotOf.ts'
import { readSyntaxTree, type SyntaxTree } from './SyntaxTree.ts'

const MAX_ID = 128

/** Completes the layout that solc gives of a contract. */
export type NamespacedLayouts = (path: string, name: string, layout: StorageLayout) => StorageLayout

/**
 * Adds to layouts what solc leaves out of them: structs at slots that are counted from a name (ERC-7201, "Namespaced Storage
 * Layout"). Their members become variables of the contract, under their own names; where two variables have one name, those of
 * namespaces are written `erc7201:<id>.<name>`.
 *
 * @param output solc's standard JSON output; without syntax trees (`ast`) layouts stay as they are
 */
export const createNamespacedLayouts = (output: unknown): NamespacedLayouts => {
  const tree = readSyntaxTree(output)
  return (path, name, layout) => {
    const contract = tree?.findContract(path, name)
    const namespaces = tree && contract ? listNamespaces(tree, contract) : []
    return tree === undefined || namespaces.length === 0 ? layout : addNamespaces(layout, namespaces, tree)
  }
}

const addNamespaces = (layout: StorageLayout, namespaces: readonly Namespace[], tree: SyntaxTree): StorageLayout => {
  const table = createLayoutTypes(tree)
  const added = namespaces.flatMap(({ id, struct }) => {
    const root = rootSlotOf(id)
    return table
      .layOut(struct)
      .map((member) => ({ ...member, slot: (root + BigInt(member.slot)).toString(), namespace: cleanText(id, MAX_ID) }))
  })
  const counts = new Map<string, number>()
  for (const { label } of [...layout.storage, ...added]) counts.set(label, (counts.get(label) ?? 0) + 1)
  const named = added.map(({ namespace, ...variable }) => {
    const isOnly = counts.get(variable.label) === 1
    return isOnly ? variable : { ...variable, label: `erc7201:${namespace}.${variable.label}` }
  })
  return { storage: [...layout.storage, ...named], types: { ...table.types, ...layout.types } }
}
