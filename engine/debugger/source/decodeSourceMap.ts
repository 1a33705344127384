/** Where an instruction comes from: bytes of a source file's UTF-8 text. */
export type SourceMapEntry = {
  readonly start: number
  readonly length: number
  /** Which source; -1: none. */
  readonly source: number
  /** `i`: a jump into a function, `o`: out of one, `-`: any other. */
  readonly jump: string
}

/** solc's compressed source map: an entry for each instruction, in which empty fields are as in the one before. */
export const decodeSourceMap = (sourceMap: string): SourceMapEntry[] => {
  const entries: SourceMapEntry[] = []
  let last: SourceMapEntry = { start: 0, length: 0, source: -1, jump: '-' }
  if (sourceMap === '') return entries
  for (const text of sourceMap.split(';')) {
    const [start, length, source, jump] = text.split(':')
    last = {
      start: toNumber(start, last.start),
      length: toNumber(length, last.length),
      source: toNumber(source, last.source),
      jump: jump === undefined || jump === '' ? last.jump : jump,
    }
    entries.push(last)
  }
  return entries
}

const toNumber = (text: string | undefined, fallback: number): number =>
  text === undefined || text === '' ? fallback : Number(text)
