import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BlockSummary } from '../../../../../../engine/api/explorerRecords.ts'
import { applyBlocks, type BlockFeed, holdFeed } from '../../../../../../renderer/features/explorer/model/blockFeed.ts'

const block = (number: number, fork = 'a'): BlockSummary => ({
  number,
  hash: `0x${fork.repeat(32)}${number.toString(16).padStart(32, '0')}`,
  timestampS: number,
  transactionCount: 0,
  gasUsed: 0n,
  gasLimit: 30_000_000n,
  feeRecipient: `0x${'00'.repeat(20)}`,
  sizeBytes: 0,
})
const range = (from: number, to: number, fork?: string): BlockFeed =>
  Array.from({ length: from - to + 1 }, (_, index) => block(from - index, fork))
const numbers = (feed: BlockFeed) => feed.map(({ number }) => number)

test('puts new blocks on top and older ones below', () => {
  const feed = applyBlocks(applyBlocks(range(5, 3), { kind: 'head', blocks: range(7, 6) }), {
    kind: 'older',
    blocks: range(2, 0),
  })
  expect(numbers(feed)).toEqual([7, 6, 5, 4, 3, 2, 1, 0])
})

test('replaces what a rollback removed', () => {
  const feed = applyBlocks(range(9, 0), { kind: 'head', blocks: range(6, 6, 'b') })
  expect(numbers(feed)).toEqual([6, 5, 4, 3, 2, 1, 0])
  expect(feed[0]?.hash).toBe(block(6, 'b').hash)
})

test('begins anew after a gap', () => {
  expect(numbers(applyBlocks(range(5, 0), { kind: 'head', blocks: range(99, 98) }))).toEqual([99, 98])
})

test('drops an older page that no longer fits', () => {
  expect(applyBlocks(range(9, 8), { kind: 'older', blocks: range(5, 3) })).toEqual(range(9, 8))
})

test('never has a gap or a block twice, whatever comes', () => {
  const event = fc
    .record({
      kind: fc.constantFrom('latest' as const, 'head' as const, 'older' as const),
      top: fc.integer({ min: 0, max: 40 }),
      count: fc.integer({ min: 0, max: 8 }),
    })
    .map(({ kind, top, count }) => ({ kind, blocks: range(top, Math.max(0, top - count + 1)).slice(0, count) }))
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let feed: BlockFeed | undefined
      for (const each of events) feed = applyBlocks(feed, each)
      const seen = numbers(feed ?? [])
      expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) - index))
    }),
  )
})

test('holds still for a reader and counts what is new', () => {
  expect(holdFeed(range(9, 0), 6)).toEqual({ shown: range(6, 0), newCount: 3 })
  expect(holdFeed(range(9, 0), undefined).newCount).toBe(0)
  // What was held is gone: the reader sees the chain as it is.
  expect(numbers(holdFeed(range(4, 0), 6).shown)).toEqual([4, 3, 2, 1, 0])
})
