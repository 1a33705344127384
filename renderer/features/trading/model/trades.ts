import type { Trade } from '../../../../engine/api/marketData.ts'

const keptCount = 200

/** Merges trades into those known, newest first: one that comes again (its settlement changed) replaces itself. */
export function mergeTrades(known: readonly Trade[], arrived: readonly Trade[]): readonly Trade[] {
  const bySequence = new Map(known.map((trade) => [trade.sequence, trade]))
  for (const trade of arrived) bySequence.set(trade.sequence, trade)
  return [...bySequence.values()].sort((one, other) => other.sequence - one.sequence).slice(0, keptCount)
}

/** Where to resume: just before the oldest trade whose settlement is still open, so that no change of one is missed. */
export function findResumeSequence(known: readonly Trade[]): number | undefined {
  const newest = known[0]
  if (newest === undefined) return undefined
  const oldestOpen = known.findLast(({ settlement }) => settlement === 'matched')
  return oldestOpen === undefined ? newest.sequence : oldestOpen.sequence - 1
}
