import { z } from 'zod'
import type { SourceSymbol } from '../../api/workbench.ts'
import { createRangeFinder, type RangeFinder } from './createRangeFinder.ts'

const MAX_SYMBOLS = 20_000
const MAX_DETAIL = 200

type Node = {
  readonly nodeType: string
  readonly src: string
  readonly name?: string
  readonly kind?: string
  readonly contractKind?: 'contract' | 'interface' | 'library'
  readonly nodes?: readonly Node[]
}
const Node: z.ZodType<Node> = z.object({
  nodeType: z.string(),
  src: z.string(),
  name: z.string().optional(),
  kind: z.string().optional(),
  contractKind: z.enum(['contract', 'interface', 'library']).optional(),
  get nodes() {
    return z.array(Node).optional()
  },
})
const Output = z.object({ sources: z.record(z.string(), z.object({ ast: Node.optional() })).default({}) })

const kinds: Readonly<Record<string, SourceSymbol['kind']>> = {
  FunctionDefinition: 'function',
  EventDefinition: 'event',
  ErrorDefinition: 'error',
  ModifierDefinition: 'modifier',
  VariableDeclaration: 'variable',
  StructDefinition: 'struct',
  EnumDefinition: 'enum',
  UserDefinedValueTypeDefinition: 'type',
}

/**
 * What the sources of a compilation declare, from their syntax trees (solc's `ast`), at most 20,000 names. Constructors, fallbacks and
 * other things without a name are left out.
 */
export const toSymbols = (output: unknown, texts: ReadonlyMap<string, string>): SourceSymbol[] => {
  const { sources } = Output.parse(output)
  const context = { findRange: createRangeFinder(texts), bytes: createBytes(texts) }
  const symbols = Object.entries(sources).flatMap(([path, { ast }]) =>
    (ast?.nodes ?? []).flatMap((node) => toNodeSymbols(node, path, context)),
  )
  return symbols.slice(0, MAX_SYMBOLS)
}

type Context = { readonly findRange: RangeFinder; readonly bytes: (path: string) => Buffer }

const createBytes = (texts: ReadonlyMap<string, string>): Context['bytes'] => {
  const buffers = new Map<string, Buffer>()
  return (path) => {
    const bytes = buffers.get(path) ?? Buffer.from(texts.get(path) ?? '')
    buffers.set(path, bytes)
    return bytes
  }
}

const toNodeSymbols = (node: Node, path: string, context: Context, container?: string): SourceSymbol[] => {
  const { name, contractKind } = node
  const kind = node.nodeType === 'ContractDefinition' ? contractKind : kinds[node.nodeType]
  if (kind === undefined || name === undefined || name === '') return []
  const symbol = toSymbol(node, name, kind, path, context, container)
  const members = node.nodeType === 'ContractDefinition' ? (node.nodes ?? []) : []
  return [...(symbol ? [symbol] : []), ...members.flatMap((member) => toNodeSymbols(member, path, context, name))]
}

const toSymbol = (
  { src }: Node,
  name: string,
  kind: SourceSymbol['kind'],
  path: string,
  { findRange, bytes }: Context,
  container: string | undefined,
): SourceSymbol | undefined => {
  const [start = -1, length = 0] = src.split(':').map(Number) // `start:length:file`
  const range = findRange(path, start, start + length)
  if (range === undefined) return undefined
  const text = bytes(path).toString('utf8', start, start + Math.min(length, 4_000))
  return { name, kind, detail: toDetail(text, kind), ...(container === undefined ? {} : { container }), range }
}

/** The declaration without its body, on one line. */
const toDetail = (text: string, kind: SourceSymbol['kind']): string => {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
  const end = kind === 'struct' || kind === 'enum' ? '}' : /[{;]/.exec(withoutComments)?.[0]
  const at = end === undefined ? -1 : withoutComments.indexOf(end)
  const declaration = at < 0 ? withoutComments : withoutComments.slice(0, end === '}' ? at + 1 : at)
  const line = declaration.replace(/\s+/g, ' ').trim()
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line
}
