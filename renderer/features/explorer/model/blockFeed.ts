import type { BlockSummary } from '../../../../engine/api/explorerRecords.ts'

/** Blocks without a gap, newest first. */
export type BlockFeed = readonly BlockSummary[]

export type BlockFeedEvent =
  /** The latest page: all that was known may be gone. */
  | { readonly kind: 'latest'; readonly blocks: readonly BlockSummary[] }
  /** New blocks, newest first: they take the place of all from their lowest number on. */
  | { readonly kind: 'head'; readonly blocks: readonly BlockSummary[] }
  /** The page before the oldest. */
  | { readonly kind: 'older'; readonly blocks: readonly BlockSummary[] }

/** Kept at most: about a minute's scrolling. */
const lengthMax = 20_000

export function applyBlocks(known: BlockFeed | undefined, { kind, blocks }: BlockFeedEvent): BlockFeed {
  if (kind === 'latest' || known === undefined) return blocks
  if (kind === 'older') return appendOlder(known, blocks)
  const lowest = blocks.at(-1)?.number
  if (lowest === undefined) return known
  const below = known.filter(({ number }) => number < lowest)
  // A gap would be a lie: what lies below it is loaded again when somebody scrolls there.
  const isContiguous = below[0]?.number === lowest - 1
  return (isContiguous ? [...blocks, ...below] : [...blocks]).slice(0, lengthMax)
}

function appendOlder(known: BlockFeed, blocks: readonly BlockSummary[]): BlockFeed {
  const oldest = known.at(-1)?.number
  const fitting = oldest === undefined ? blocks : blocks.filter(({ number }) => number < oldest)
  // An answer to a question asked before a rollback or a gap.
  if (oldest !== undefined && fitting[0]?.number !== oldest - 1) return known
  return known.length + fitting.length > lengthMax ? known : [...known, ...fitting]
}

/** What a paused reader sees: nothing above the block that was newest then, unless it is gone. */
export function holdFeed(feed: BlockFeed, heldAt: number | undefined): { shown: BlockFeed; newCount: number } {
  if (heldAt === undefined) return { shown: feed, newCount: 0 }
  const newCount = feed.findIndex(({ number }) => number <= heldAt)
  return newCount <= 0 ? { shown: feed, newCount: 0 } : { shown: feed.slice(newCount), newCount }
}
