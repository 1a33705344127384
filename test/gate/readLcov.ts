/** How much of something ran: lines, or branches. */
export interface Share {
  readonly hit: number
  readonly found: number
}

/** What ran of one source file. */
export interface FileCoverage {
  readonly path: string
  readonly lines: Share
  readonly branches: Share
  /** Numbers of the lines that never ran, or that hold a branch which was never taken. */
  readonly missedLines: readonly number[]
}

/** Reads a report in LCOV's format (`geninfo(1)`, "FILES"). */
export const readLcov = (text: string): readonly FileCoverage[] =>
  text
    .split('end_of_record')
    .map((record) => record.trim().split('\n'))
    .filter((lines) => lines.some((line) => line.startsWith('SF:')))
    .map(readRecord)

const readRecord = (record: readonly string[]): FileCoverage => {
  const valuesOf = (tag: string) =>
    record.filter((line) => line.startsWith(`${tag}:`)).map((line) => line.slice(tag.length + 1).split(','))
  // DA:<line>,<hits> and BRDA:<line>,<block>,<branch>,<hits>, where a branch that was never reached has `-`.
  const lines = valuesOf('DA').map(([line, hits]) => ({ line: Number(line), isHit: Number(hits) > 0 }))
  const branches = valuesOf('BRDA').map(([line, , , hits]) => ({ line: Number(line), isHit: Number(hits) > 0 }))
  const missed = [...lines, ...branches].filter(({ isHit }) => !isHit).map(({ line }) => line)
  return {
    path: valuesOf('SF')[0]?.join(',') ?? '',
    lines: toShare(lines),
    branches: toShare(branches),
    missedLines: [...new Set(missed)].sort((a, b) => a - b),
  }
}

const toShare = (parts: readonly { readonly isHit: boolean }[]): Share => ({
  hit: parts.filter(({ isHit }) => isHit).length,
  found: parts.length,
})

/** The share of several files together. */
export const sumOf = (shares: readonly Share[]): Share =>
  shares.reduce((sum, { hit, found }) => ({ hit: sum.hit + hit, found: sum.found + found }), { hit: 0, found: 0 })

/** In percent; of nothing, all ran. */
export const percentOf = ({ hit, found }: Share): number => (found === 0 ? 100 : (hit / found) * 100)
