/** A row of a threat table. */
export interface Threat {
  /** The first cell. */
  readonly threat: string
  /** The tests that its last cell names. */
  readonly tests: readonly string[]
}

/** A document of `docs/threats/`. */
export interface ThreatModel {
  /** The contracts that its headings name in backticks. */
  readonly contracts: readonly string[]
  readonly threats: readonly Threat[]
}

/** Reads a threat model: every table whose last column is headed "test" or "tests". */
export const readThreats = (markdown: string): ThreatModel => {
  const lines = markdown.split('\n').map((line) => line.trim())
  const threats: Threat[] = []
  lines.forEach((line, index) => {
    const isFirstLine = line.startsWith('|') && !lines[index - 1]?.startsWith('|')
    if (!isFirstLine || !/^tests?\b/i.test(cellsOf(line).at(-1) ?? '')) return
    const end = lines.findIndex((other, position) => position > index && !other.startsWith('|'))
    const rows = lines.slice(index + 2, end === -1 ? undefined : end)
    threats.push(
      ...rows.map((row) => ({ threat: cellsOf(row)[0] ?? '', tests: inBackticks(cellsOf(row).at(-1) ?? '') })),
    )
  })
  const headings = lines.filter((line) => line.startsWith('#'))
  return { contracts: headings.flatMap(inBackticks), threats }
}

/** A bar within a cell is written `\|`. */
const cellsOf = (row: string): readonly string[] =>
  row
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

const inBackticks = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
