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
const Output = z.object({ sources: z.record(z.string(), z.object({ ast: z.unknown().optional() })).default({}) })

/**
 * The slots at which code looks for structs, by the ids of the structs in solc's syntax tree: those of functions that return a struct
 * after `$.slot := CONSTANT`, the form that ERC-7201 gives.
 */
export const listNamespaceSlots = (output: unknown): ReadonlyMap<number, readonly bigint[]> => {
  const constants = new Map<number, bigint>()
  const accessors: { readonly struct: number; readonly constant: number }[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const constant = Constant.safeParse(value).data
    if (constant !== undefined) constants.set(constant.id, BigInt(constant.value.value))
    const accessor = Accessor.safeParse(value).data
    if (accessor !== undefined) accessors.push(...readAccessor(accessor))
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child)
  }
  for (const { ast } of Object.values(Output.parse(output).sources)) visit(ast)
  const slots = new Map<number, readonly bigint[]>()
  for (const { struct, constant } of accessors) {
    const slot = constants.get(constant)
    if (slot !== undefined) slots.set(struct, [...(slots.get(struct) ?? []), slot])
  }
  return slots
}

const readAccessor = ({ returnParameters: { parameters }, body }: z.infer<typeof Accessor>) => {
  const struct = parameters[0]?.typeName.referencedDeclaration
  if (struct === undefined) return []
  return body.statements.flatMap((statement) => {
    const assembly = Assembly.safeParse(statement).data
    return (assembly?.AST.statements ?? []).flatMap((part) => {
      const source = SlotAssignment.safeParse(part).data?.value.src
      const reference = assembly?.externalReferences.find(({ src }) => src === source)
      return reference === undefined ? [] : [{ struct, constant: reference.declaration }]
    })
  })
}
