type Version = readonly [major: number, minor: number, patch: number]
/** At least `from`, below `below`. */
type Interval = { readonly from: Version; readonly below: Version }

const endless: Version = [Number.POSITIVE_INFINITY, 0, 0]
const start: Version = [0, 0, 0]

/**
 * Whether a compiler's version fits a `pragma solidity` (Solidity documentation, "Version Pragma": npm's ranges).
 * A range that can't be read fits every version: the compiler itself says what is wrong with it.
 *
 * @example
 * satisfiesPragma('0.8.20', '>=0.8.0 <0.9.0 || ^0.7.6') // true
 */
export const satisfiesPragma = (version: string, range: string): boolean => {
  const parsed = parseVersion(version)
  const alternatives = range.split('||').map(parseAlternative)
  if (parsed === undefined || alternatives.includes(undefined)) return true
  return alternatives.some((intervals) =>
    intervals?.every(({ from, below }) => compare(parsed.version, from) >= 0 && compare(parsed.version, below) < 0),
  )
}

/** Comparators that must all hold; `1.2.3 - 2.3.4` is one of them. */
const parseAlternative = (text: string): readonly Interval[] | undefined => {
  const joined = text.trim().replace(/([<>=^~]+)\s+/g, '$1')
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(joined)
  const words = hyphen ? [`>=${hyphen[1]}`, `<=${hyphen[2]}`] : joined.split(/\s+/)
  const intervals = words.map(parseComparator)
  return intervals.includes(undefined) ? undefined : intervals.filter((interval) => interval !== undefined)
}

const parseComparator = (word: string): Interval | undefined => {
  const [, operator = '', text = ''] = /^(\^|~|>=|<=|>|<|=|)v?(.*)$/.exec(word) ?? []
  const parsed = parseVersion(text)
  if (parsed === undefined) return undefined
  const { version, parts } = parsed
  const next = bump(version, parts)
  switch (operator) {
    case '^':
      return { from: version, below: bump(version, Math.min(parts, caretParts(version))) }
    case '~':
      return { from: version, below: bump(version, Math.min(parts, 2)) }
    case '>=':
      return { from: version, below: endless }
    case '>':
      return { from: next, below: endless }
    case '<':
      return { from: start, below: version }
    case '<=':
      return { from: start, below: next }
    default:
      return { from: version, below: next }
  }
}

/** How many parts stay the same under `^`: all up to the first that is not zero. */
const caretParts = ([major, minor]: Version): number => (major > 0 ? 1 : minor > 0 ? 2 : 3)

/** The first version above all that agree with `version` in its first `parts` parts. */
const bump = ([major, minor, patch]: Version, parts: number): Version => {
  if (parts === 0) return endless
  if (parts === 1) return [major + 1, 0, 0]
  return parts === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1]
}

const parseVersion = (text: string): { readonly version: Version; readonly parts: number } | undefined => {
  if (text === '*' || text === 'x' || text === 'X') return { version: start, parts: 0 }
  const [, major, minor, patch] = /^(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$/.exec(text) ?? []
  if (major === undefined) return undefined
  const numbers = [major, minor, patch].map(Number)
  const parts = numbers.findIndex(Number.isNaN)
  const [a = 0, b = 0, c = 0] = numbers.map((number, at) => (parts >= 0 && at >= parts ? 0 : number))
  return { version: [a, b, c], parts: parts < 0 ? 3 : parts }
}

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
