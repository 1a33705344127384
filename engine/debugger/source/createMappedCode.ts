import type { SourceRange } from '../../api/workbench.ts'
import type { ContractArtifact } from '../../compiler/ContractArtifact.ts'
import { decodeSourceMap, type SourceMapEntry } from './decodeSourceMap.ts'
import { SourceText } from './SourceText.ts'

/** A source line: unique among all sources of a trace. 0: none. */
export type LineId = number

/** How a jump moves between functions. */
export const JUMPS = { none: 0, into: 1, out: 2 } as const

/** Code with the source that it comes from, by program counter. */
export type MappedCode = {
  readonly artifact: ContractArtifact
  lineAt(pc: number): LineId
  rangeAt(pc: number): SourceRange | undefined
  /** One of `JUMPS`. */
  jumpAt(pc: number): number
  /** Whether a reader would stop there: at statements, not where the range is a header or a whole contract. */
  isStop(pc: number): boolean
}

/** All sources that code of a trace comes from. */
export type SourceList = {
  /** The text of an artifact's source; files of one name and other content are told apart by a number. */
  find(artifact: ContractArtifact, sourceId: number): { readonly index: number; readonly text: SourceText } | undefined
  lineOf(id: LineId): { readonly path: string; readonly line: number } | undefined
  toLineId(index: number, line: number): LineId
  /** @param path as `lineOf` gives it */
  findPath(path: string): number | undefined
  get(index: number): SourceText | undefined
}

const LINE_BITS = 2 ** 20
const PUSH1 = 0x60
const PUSH32 = 0x7f

export const createSourceList = (): SourceList => {
  const texts: SourceText[] = []
  const byContent = new Map<string, number>()
  const byPath = new Map<string, number>()

  const add = (path: string, text: string): number => {
    let unique = path
    for (let copy = 2; byPath.has(unique); copy++) unique = `${path} (${copy})`
    const index = texts.push(new SourceText(unique, text)) - 1
    byPath.set(unique, index)
    byContent.set(`${path}\0${text}`, index)
    return index
  }

  return {
    find: (artifact, sourceId) => {
      const source = artifact.sources.find(({ id }) => id === sourceId)
      if (source === undefined) return undefined
      const index = byContent.get(`${source.path}\0${source.text}`) ?? add(source.path, source.text)
      const text = texts[index]
      return text === undefined ? undefined : { index, text }
    },
    lineOf: (id) => {
      const text = texts[Math.floor(id / LINE_BITS)]
      const line = id % LINE_BITS
      return text === undefined || line === 0 ? undefined : { path: text.path, line }
    },
    toLineId: (index, line) => index * LINE_BITS + line,
    findPath: (path) => byPath.get(path),
    get: (index) => texts[index],
  }
}

/** Ties code that runs to the sources of its artifact. */
export const createMappedCode = (
  artifact: ContractArtifact,
  code: Uint8Array,
  sourceMap: string,
  sources: SourceList,
): MappedCode => {
  const entries = decodeSourceMap(sourceMap)
  const instructions = indexInstructions(code)
  const entryAt = (pc: number): SourceMapEntry | undefined => entries[(instructions[pc] ?? 0) - 1]
  const lines = new Uint32Array(code.length + 1)
  const jumps = new Uint8Array(code.length + 1)
  const stops = new Uint8Array(code.length + 1)
  const found = new Map<number, ReturnType<SourceList['find']>>()
  const findSource = (id: number) => {
    if (!found.has(id)) found.set(id, sources.find(artifact, id))
    return found.get(id)
  }
  for (let pc = 0; pc < code.length; pc++) {
    const entry = entryAt(pc)
    if (entry === undefined) continue
    jumps[pc] = entry.jump === 'i' ? JUMPS.into : entry.jump === 'o' ? JUMPS.out : JUMPS.none
    const source = findSource(entry.source)
    if (source === undefined) continue
    lines[pc] = sources.toLineId(source.index, source.text.lineAt(entry.start))
    stops[pc] = source.text.isStatement(entry.start) ? 1 : 0
  }
  return {
    artifact,
    lineAt: (pc) => lines[pc] ?? 0,
    jumpAt: (pc) => jumps[pc] ?? 0,
    isStop: (pc) => stops[pc] === 1,
    rangeAt: (pc) => {
      const entry = entryAt(pc)
      const source = entry === undefined ? undefined : findSource(entry.source)
      return entry === undefined || source === undefined ? undefined : toRange(source.text, entry)
    },
  }
}

const toRange = (text: SourceText, { start, length }: SourceMapEntry): SourceRange => {
  const from = text.placeAt(start)
  const to = text.placeAt(start + length)
  return { path: text.path, startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column }
}

/** Which instruction begins at each byte of code, from 1; 0 within a PUSH's data. */
const indexInstructions = (code: Uint8Array): Uint32Array => {
  const instructions = new Uint32Array(code.length)
  let count = 0
  for (let pc = 0; pc < code.length; pc++) {
    instructions[pc] = ++count
    const opcode = code[pc] ?? 0
    if (opcode >= PUSH1 && opcode <= PUSH32) pc += opcode - PUSH1 + 1
  }
  return instructions
}
