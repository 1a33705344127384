import type { ContractDeclaration, StructDeclaration, SyntaxTree } from './SyntaxTree.ts'

/** A struct that a contract keeps at a place of its own (ERC-7201). */
export type Namespace = { readonly id: string; readonly struct: StructDeclaration }

/** Does a source say where structs are kept? Without that, nobody needs its syntax tree. */
export const hasNamespaces = (text: string): boolean => text.includes('@custom:storage-location')

const annotation = /@custom:storage-location\s+erc7201:(\S+)/

/**
 * The namespaces of a contract: of itself, of what it inherits from, and of libraries and functions outside of contracts that any of
 * these use. A contract that is only called has storage of its own.
 */
export const listNamespaces = (tree: SyntaxTree, contract: ContractDeclaration): Namespace[] => {
  const reached = reach(tree, contract)
  return [...tree.declarations.values()].flatMap((struct) => {
    if (struct.nodeType !== 'StructDefinition') return []
    const id = annotation.exec(struct.documentation?.text ?? '')?.[1]
    const isReached = reached.has(struct.id) || reached.has(tree.ownerOf.get(struct.id) ?? struct.id)
    return id !== undefined && isReached ? [{ id, struct }] : []
  })
}

/** Owners whose code may run on the contract's storage, and what is referred to in them. */
const reach = (tree: SyntaxTree, { linearizedBaseContracts }: ContractDeclaration): ReadonlySet<number> => {
  const owners = new Set(linearizedBaseContracts)
  const reached = new Set<number>(owners)
  // A set that grows while it is read is read to its new end.
  for (const owner of owners) {
    for (const reference of tree.references.get(owner) ?? []) {
      const other = tree.ownerOf.get(reference)
      const declaration = other === undefined ? undefined : tree.declarations.get(other)
      if (tree.declarations.get(reference)?.nodeType === 'StructDefinition') reached.add(reference)
      if (other === undefined) continue
      if (declaration?.nodeType === 'ContractDefinition' && declaration.contractKind !== 'library') continue
      owners.add(other)
      reached.add(other)
    }
  }
  return reached
}
