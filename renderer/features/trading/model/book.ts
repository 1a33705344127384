import type { Book, BookEvent, BookLevel } from '../../../../engine/api/marketData.ts'
import { gap } from '../../../app/connection/createLiveStore.ts'

/** Folds a book's stream: a snapshot replaces, a change must carry the next sequence, anything else is a gap. */
export function applyBookEvent(book: Book | undefined, event: BookEvent): Book | typeof gap {
  if (event.kind === 'snapshot') return event.book
  if (book === undefined || event.sequence !== book.sequence + 1) return gap
  const bids = event.levels.filter(({ side }) => side === 'buy')
  const asks = event.levels.filter(({ side }) => side === 'sell')
  return {
    marketId: book.marketId,
    sequence: event.sequence,
    bids: applyLevels(book.bids, bids, (one, other) => other - one),
    asks: applyLevels(book.asks, asks, (one, other) => one - other),
  }
}

/** Replaces levels of a sorted side; size 0 removes. The side is left as it is when nothing changes. */
function applyLevels(
  levels: readonly BookLevel[],
  changes: readonly BookLevel[],
  compare: (one: number, other: number) => number,
): BookLevel[] {
  const next = [...levels]
  for (const { priceTicks, sizeLots, orderCount } of changes) {
    const found = next.findIndex((level) => compare(level.priceTicks, priceTicks) >= 0)
    const index = found === -1 ? next.length : found
    const exists = next[index]?.priceTicks === priceTicks
    next.splice(index, exists ? 1 : 0, ...(sizeLots === 0 ? [] : [{ priceTicks, sizeLots, orderCount }]))
  }
  return next
}

/** A row of the book as shown: cumulative from the best price. */
export interface DepthRow {
  readonly priceTicks: number
  readonly sizeLots: number
  readonly totalLots: number
  readonly orderCount: number
}

/**
 * The first `count` rows of a side in groups of `groupTicks`, summed from the best price outwards. Bids round down and asks up:
 * a group never shows a better price than its orders have.
 */
export function groupDepth(
  side: 'buy' | 'sell',
  levels: readonly BookLevel[],
  groupTicks: number,
  count: number,
): DepthRow[] {
  const rows: DepthRow[] = []
  let totalLots = 0
  for (const level of levels) {
    const priceTicks = (side === 'buy' ? Math.floor : Math.ceil)(level.priceTicks / groupTicks) * groupTicks
    const last = rows.at(-1)
    const joins = last?.priceTicks === priceTicks
    if (!joins && rows.length === count) break
    totalLots += level.sizeLots
    const row = {
      priceTicks,
      sizeLots: level.sizeLots + (joins ? last.sizeLots : 0),
      totalLots,
      orderCount: level.orderCount + (joins ? last.orderCount : 0),
    }
    if (joins) rows[rows.length - 1] = row
    else rows.push(row)
  }
  return rows
}
