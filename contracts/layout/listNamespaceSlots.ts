import { z } from 'zod'

const Accessor = z.object({
  nodeType: z.literal('FunctionDefinition'),
  returnParameters: z.object({
    parameters: z.array(z.object({ typeName: z.object({ referencedDeclaration: z.number().optional() }) })),
  }),
  body: z.object({ statements: z.array(z.unknown()) }),
})
const Assembly = z.object({
  nodeType: z.literal('InlineAssembly'),
  AST: z.object({ statements: z.array(z.unknown()) }),
  externalReferences: z.array(z.object({ declaration: z.number(), src: z.string() })),
})
const SlotAssignment = z.object({
  nodeType: z.literal('YulAssignment'),
  variableNames: z.tuple([z.object({ name: z.string().endsWith('.slot') })]),
  value: z.object({ nodeType: z.literal('YulIdentifier'), src: z.string() }),
})
const Constant = z.object({
  nodeType: z.literal('VariableDeclaration'),
  id: z.number(),
  constant: z.literal(true),
  value: z.object({ nodeType: z.literal('Literal'), value: z.string().startsWith('0x') }),
})
/** `bytes32 slot = _slot();` */
const LocalSlot = z.object({
  nodeType: z.literal('VariableDeclarationStatement'),
  declarations: z.tuple([z.object({ id: z.number() })]),
  initialValue: z.object({ expression: z.object({ referencedDeclaration: z.number() }) }),
})
/** `function _slot() … { return CONSTANT; }` */
const SlotFunction = z.object({
  nodeType: z.literal('FunctionDefinition'),
  id: z.number(),
  body: z.object({
    statements: z.tuple([
      z.object({ nodeType: z.literal('Return'), expression: z.object({ referencedDeclaration: z.number() }) }),
    ]),
  }),
})
const Output = z.object({ sources: z.record(z.string(), z.object({ ast: z.unknown().optional() })).default({}) })

/**
 * The slots at which code looks for structs, by the ids of the structs in solc's syntax tree: those of functions that return a struct
 * after `$.slot := CONSTANT`, the form that ERC-7201 gives, or after asking another function for the constant.
 */
export const listNamespaceSlots = (output: unknown): ReadonlyMap<number, readonly bigint[]> => {
  const constants = new Map<number, bigint>()
  const sameAs = new Map<number, number>()
  const accessors: { readonly struct: number; readonly source: number }[] = []
  const read = (node: object): void => {
    const constant = Constant.safeParse(node).data
    if (constant !== undefined) constants.set(constant.id, BigInt(constant.value.value))
    const local = LocalSlot.safeParse(node).data
    if (local !== undefined) sameAs.set(local.declarations[0].id, local.initialValue.expression.referencedDeclaration)
    const getter = SlotFunction.safeParse(node).data
    if (getter !== undefined) sameAs.set(getter.id, getter.body.statements[0].expression.referencedDeclaration)
    const accessor = Accessor.safeParse(node).data
    if (accessor !== undefined) accessors.push(...readAccessor(accessor))
  }
  for (const { ast } of Object.values(Output.parse(output).sources)) visitNodes(ast, read)
  const resolve = (id: number): bigint | undefined => {
    const next = sameAs.get(id)
    return constants.get(id) ?? (next === undefined ? undefined : resolve(next))
  }
  const slots = new Map<number, readonly bigint[]>()
  for (const { struct, source } of accessors) {
    const slot = resolve(source)
    if (slot !== undefined) slots.set(struct, [...(slots.get(struct) ?? []), slot])
  }
  return slots
}

const visitNodes = (value: unknown, read: (node: object) => void): void => {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) read(value)
  for (const child of Object.values(value)) visitNodes(child, read)
}

const readAccessor = ({ returnParameters: { parameters }, body }: z.infer<typeof Accessor>) => {
  const struct = parameters[0]?.typeName.referencedDeclaration
  if (struct === undefined) return []
  return body.statements.flatMap((statement) => {
    const assembly = Assembly.safeParse(statement).data
    return (assembly?.AST.statements ?? []).flatMap((part) => {
      const source = SlotAssignment.safeParse(part).data?.value.src
      const reference = assembly?.externalReferences.find(({ src }) => src === source)
      return reference === undefined ? [] : [{ struct, source: reference.declaration }]
    })
  })
}
