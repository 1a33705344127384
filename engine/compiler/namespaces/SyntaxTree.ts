import { z } from 'zod'

/** A type as it is written in a declaration. */
export type TypeName = {
  readonly nodeType: string
  readonly typeDescriptions: { readonly typeIdentifier: string; readonly typeString: string }
  /** Of what a type that has a name is declared by. */
  readonly referencedDeclaration?: number | undefined
  /** Of a function: `external` ones have an address. */
  readonly visibility?: string | undefined
  readonly keyType?: TypeName | undefined
  readonly valueType?: TypeName | undefined
  readonly baseType?: TypeName | undefined
}
const TypeName: z.ZodType<TypeName> = z.object({
  nodeType: z.string(),
  typeDescriptions: z.object({ typeIdentifier: z.string(), typeString: z.string() }),
  referencedDeclaration: z.number().int().optional(),
  visibility: z.string().optional(),
  get keyType() {
    return TypeName.optional()
  },
  get valueType() {
    return TypeName.optional()
  },
  get baseType() {
    return TypeName.optional()
  },
})

const declared = { id: z.number().int(), name: z.string() }

/** What a storage layout has to know of declarations, by their kinds in solc's syntax tree. */
export const Declaration = z.discriminatedUnion('nodeType', [
  z.object({
    nodeType: z.literal('ContractDefinition'),
    ...declared,
    contractKind: z.enum(['contract', 'interface', 'library']),
    /** Itself first, then what it inherits from. */
    linearizedBaseContracts: z.array(z.number().int()),
  }),
  z.object({
    nodeType: z.literal('StructDefinition'),
    ...declared,
    members: z.array(z.object({ name: z.string(), typeName: TypeName })),
    documentation: z.object({ text: z.string() }).nullish(),
  }),
  z.object({ nodeType: z.literal('EnumDefinition'), ...declared, members: z.array(z.unknown()) }),
  z.object({ nodeType: z.literal('UserDefinedValueTypeDefinition'), ...declared, underlyingType: TypeName }),
])
export type Declaration = z.infer<typeof Declaration>
export type ContractDeclaration = Extract<Declaration, { nodeType: 'ContractDefinition' }>
export type StructDeclaration = Extract<Declaration, { nodeType: 'StructDefinition' }>

/** Declarations by their ids, and who refers to whom. */
export type SyntaxTree = {
  readonly declarations: ReadonlyMap<number, Declaration>
  /** The contract, or else the declaration outside of contracts, that a node is part of. */
  readonly ownerOf: ReadonlyMap<number, number>
  /** What is referred to within each owner. */
  readonly references: ReadonlyMap<number, ReadonlySet<number>>
  /** Ids of the contracts, by the path of their file and their name. */
  findContract(path: string, name: string): ContractDeclaration | undefined
}

const Output = z.object({ sources: z.record(z.string(), z.object({ ast: z.unknown().optional() })).default({}) })

/** Reads the syntax trees of solc's output; `undefined` where it has none. */
export const readSyntaxTree = (output: unknown): SyntaxTree | undefined => {
  const { sources } = Output.parse(output)
  const asts = Object.entries(sources).filter(([, { ast }]) => isNode(ast))
  if (asts.length === 0) return undefined
  const declarations = new Map<number, Declaration>()
  const ownerOf = new Map<number, number>()
  const references = new Map<number, Set<number>>()
  const contracts = new Map<string, ContractDeclaration>()

  const visit = (value: unknown, path: string, owner: number | undefined): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, path, owner)
    if (!isNode(value)) return
    const { id, nodeType, referencedDeclaration } = value
    const isInside = owner !== undefined || typeof id !== 'number' || nodeType === 'SourceUnit'
    const within = isInside ? owner : id
    if (typeof id === 'number' && within !== undefined) ownerOf.set(id, within)
    if (typeof referencedDeclaration === 'number' && within !== undefined) {
      const known = references.get(within) ?? new Set()
      references.set(within, known.add(referencedDeclaration))
    }
    const { data: declaration } = kinds.has(nodeType) ? Declaration.safeParse(value) : {}
    if (declaration !== undefined) declarations.set(declaration.id, declaration)
    if (declaration?.nodeType === 'ContractDefinition') contracts.set(`${path}:${declaration.name}`, declaration)
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child, path, within)
  }
  for (const [path, { ast }] of asts) visit(ast, path, undefined)
  return { declarations, ownerOf, references, findContract: (path, name) => contracts.get(`${path}:${name}`) }
}

const kinds: ReadonlySet<unknown> = new Set(Declaration.options.map(({ shape }) => shape.nodeType.value))

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
