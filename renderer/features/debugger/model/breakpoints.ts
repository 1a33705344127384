/** Lines to stop at, by path of the source. */
export type Breakpoints = ReadonlyMap<string, ReadonlySet<number>>

export const noBreakpoints: Breakpoints = new Map()

/** Sets or takes away the breakpoint of a line. */
export function toggleBreakpoint(breakpoints: Breakpoints, path: string, line: number): Breakpoints {
  const lines = new Set(breakpoints.get(path))
  if (!lines.delete(line)) lines.add(line)
  const next = new Map(breakpoints)
  if (lines.size === 0) next.delete(path)
  else next.set(path, lines)
  return next
}

/** Every breakpoint as the desk names one: `src/Token.sol:12`. */
export const listBreakpoints = (breakpoints: Breakpoints): string[] =>
  [...breakpoints].flatMap(([path, lines]) =>
    [...lines].sort((one, other) => one - other).map((line) => `${path}:${line}`),
  )

/** Reads what `listBreakpoints` wrote; anything else is left out. */
export function parseBreakpoints(entries: readonly string[]): Breakpoints {
  let breakpoints = noBreakpoints
  for (const entry of entries) {
    const match = /^(.+):([1-9]\d{0,6})$/.exec(entry)
    const [, path, line] = match ?? []
    if (path !== undefined && line !== undefined && !breakpoints.get(path)?.has(Number(line)))
      breakpoints = toggleBreakpoint(breakpoints, path, Number(line))
  }
  return breakpoints
}

/** Of the steps where each breakpoint stops next, the one that comes first on the way. */
export function chooseNearestStep(
  steps: readonly (number | undefined)[],
  direction: 'forward' | 'backward',
): number | undefined {
  const found = steps.filter((step) => step !== undefined)
  if (found.length === 0) return undefined
  return direction === 'forward' ? Math.min(...found) : Math.max(...found)
}
