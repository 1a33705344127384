import type { SourceRange } from '../../api/workbench.ts'

/** Turns solc's offsets, bytes of UTF-8, into lines and columns as editors count them. */
export type RangeFinder = (path: string, startByte: number, endByte: number) => SourceRange | undefined

/** A source by lines, indexed when it is first asked for. */
type Lines = { readonly bytes: Buffer; readonly starts: readonly number[] }

const NEWLINE = 0x0a

export const createRangeFinder = (texts: ReadonlyMap<string, string>): RangeFinder => {
  const indexed = new Map<string, Lines>()
  const linesOf = (path: string): Lines | undefined => {
    const text = texts.get(path)
    if (text === undefined) return undefined
    const lines = indexed.get(path) ?? indexLines(text)
    indexed.set(path, lines)
    return lines
  }
  return (path, startByte, endByte) => {
    const lines = linesOf(path)
    if (lines === undefined || startByte < 0 || endByte < startByte) return undefined // solc has -1 for what has no place
    const start = locate(lines, startByte)
    const end = locate(lines, endByte)
    return { path, startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
  }
}

const indexLines = (text: string): Lines => {
  const bytes = Buffer.from(text)
  const starts = [0]
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) starts.push(at + 1)
  return { bytes, starts }
}

const locate = ({ bytes, starts }: Lines, offset: number): { readonly line: number; readonly column: number } => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: bytes.toString('utf8', starts[low], offset).length + 1 }
}
