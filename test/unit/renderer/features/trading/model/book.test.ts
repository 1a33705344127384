import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Book } from '../../../../../../engine/api/marketData.ts'
import { gap } from '../../../../../../renderer/app/connection/createLiveStore.ts'
import { applyBookEvent, groupDepth } from '../../../../../../renderer/features/trading/model/book.ts'

const level = (priceTicks: number, sizeLots: number) => ({ priceTicks, sizeLots, orderCount: 1 })
const book: Book = {
  marketId: 'BILL',
  sequence: 7,
  bids: [level(99, 5), level(97, 3)],
  asks: [level(101, 4), level(104, 2)],
}

test('starts from a snapshot', () => {
  expect(applyBookEvent(undefined, { kind: 'snapshot', book })).toBe(book)
})

test('changes, adds and removes levels, each side in its order', () => {
  const next = applyBookEvent(book, {
    kind: 'change',
    sequence: 8,
    levels: [
      { ...level(98, 6), side: 'buy' },
      { ...level(97, 0), side: 'buy' },
      { ...level(101, 9), side: 'sell' },
      { ...level(100, 1), side: 'sell' },
    ],
  })
  expect(next).toEqual({
    ...book,
    sequence: 8,
    bids: [level(99, 5), level(98, 6)],
    asks: [level(100, 1), level(101, 9), level(104, 2)],
  })
})

test('calls a missed, a repeated and a first change a gap', () => {
  const change = (sequence: number) => ({ kind: 'change' as const, sequence, levels: [] })
  expect(applyBookEvent(book, change(9))).toBe(gap)
  expect(applyBookEvent(book, change(7))).toBe(gap)
  expect(applyBookEvent(undefined, change(1))).toBe(gap)
})

test('leaves the book it was given as it was', () => {
  const before = structuredClone(book)
  applyBookEvent(book, { kind: 'change', sequence: 8, levels: [{ ...level(99, 0), side: 'buy' }] })
  expect(book).toEqual(before)
})

test('ends at the same levels as a map of prices would, after any changes', () => {
  const changes = fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      priceTicks: fc.integer({ min: 1, max: 20 }),
      sizeLots: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(changes, (list) => {
      let current: Book = { marketId: 'BILL', sequence: 0, bids: [], asks: [] }
      const sides = { buy: new Map<number, number>(), sell: new Map<number, number>() }
      for (const change of list) {
        const next = applyBookEvent(current, {
          kind: 'change',
          sequence: current.sequence + 1,
          levels: [{ ...change, orderCount: 1 }],
        })
        if (next === gap) throw new Error('a contiguous change is no gap')
        current = next
        if (change.sizeLots === 0) sides[change.side].delete(change.priceTicks)
        else sides[change.side].set(change.priceTicks, change.sizeLots)
      }
      const flat = (levels: Book['bids']) => levels.map(({ priceTicks, sizeLots }) => [priceTicks, sizeLots])
      expect(flat(current.bids)).toEqual([...sides.buy].sort(([one], [other]) => other - one))
      expect(flat(current.asks)).toEqual([...sides.sell].sort(([one], [other]) => one - other))
    }),
  )
})

test('sums depth from the best price outwards', () => {
  expect(groupDepth('buy', book.bids, 1, 10).map(({ totalLots }) => totalLots)).toEqual([5, 8])
})

test('never shows a group at a better price than its orders have', () => {
  expect(groupDepth('buy', book.bids, 5, 10)).toEqual([{ priceTicks: 95, sizeLots: 8, totalLots: 8, orderCount: 2 }])
  expect(groupDepth('sell', book.asks, 5, 10)).toEqual([{ priceTicks: 105, sizeLots: 6, totalLots: 6, orderCount: 2 }])
})

test('fills the last group before it stops at the number of rows', () => {
  const asks = [level(101, 1), level(102, 1), level(106, 1), level(107, 1), level(111, 1)]
  expect(groupDepth('sell', asks, 5, 2)).toEqual([
    { priceTicks: 105, sizeLots: 2, totalLots: 2, orderCount: 2 },
    { priceTicks: 110, sizeLots: 2, totalLots: 4, orderCount: 2 },
  ])
})
