import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  computeScrollHeight,
  followScroll,
  listVisibleRows,
  revealRow,
  type ScrollMap,
  toContentTop,
  toScrollTop,
} from '../../../../renderer/ui/virtualScroll.ts'

const small: ScrollMap = { rowCount: 1_000, rowHeight: 20, viewportHeight: 400 }
const million: ScrollMap = { rowCount: 1_000_000, rowHeight: 19, viewportHeight: 500 }
const anyMap = () =>
  fc.record({
    rowCount: fc.integer({ min: 0, max: 5_000_000 }),
    rowHeight: fc.integer({ min: 10, max: 40 }),
    viewportHeight: fc.integer({ min: 0, max: 2_000 }),
  })

test('a list that browsers can hold scrolls as it is', () => {
  expect(computeScrollHeight(small)).toBe(20_000)
  expect(followScroll({ scrollTop: 0, contentTop: 0 }, 137, small)).toEqual({ scrollTop: 137, contentTop: 137 })
})

test('a list of a million rows stays below the height that browsers lay out', () => {
  expect(computeScrollHeight(million)).toBeLessThan(16_000_000)
})

test('the scrollbar at its ends shows the first and the last row', () => {
  const end = computeScrollHeight(million) - million.viewportHeight
  expect(listVisibleRows(toContentTop(0, million), million).first).toBe(0)
  const { first, count } = listVisibleRows(toContentTop(end, million), million)
  expect(first + count).toBe(1_000_000)
})

test('a turn of the wheel moves a huge list by as many pixels, so that no row is jumped over', () => {
  const before = { scrollTop: 4_000_000, contentTop: toContentTop(4_000_000, million) }
  const after = followScroll(before, 4_000_100, million)
  expect(after.contentTop - before.contentTop).toBe(100)
})

test('a dragged scrollbar moves a huge list in proportion', () => {
  const before = { scrollTop: 0, contentTop: 0 }
  const after = followScroll(before, 4_000_000, million)
  expect(after.contentTop).toBe(toContentTop(4_000_000, million))
  expect(after.contentTop).toBeGreaterThan(9_000_000)
})

describe('revealing a row', () => {
  test('leaves a row that is in view where it is', () => {
    expect(revealRow(200, 15, small)).toBe(200)
  })
  test('moves by one row for the next one below', () => {
    expect(revealRow(200, 30, small)).toBe(220)
  })
  test('moves by one row for the one above', () => {
    expect(revealRow(200, 9, small)).toBe(180)
  })
  test('puts a row far away into the middle', () => {
    expect(revealRow(0, 500, small)).toBe(10_000 - 190)
  })
  test('any row ends up in view', () => {
    fc.assert(
      fc.property(anyMap(), fc.nat(), fc.nat(), (map, from, wanted) => {
        fc.pre(map.rowCount > 0 && map.viewportHeight >= map.rowHeight)
        const row = wanted % map.rowCount
        const top = revealRow(from % (map.rowCount * map.rowHeight), row, map)
        expect(row * map.rowHeight).toBeGreaterThanOrEqual(top)
        expect((row + 1) * map.rowHeight).toBeLessThanOrEqual(top + map.viewportHeight)
      }),
    )
  })
})

test('scrollbar and content map onto each other', () => {
  fc.assert(
    fc.property(anyMap(), fc.double({ min: 0, max: 1, noNaN: true }), (map, share) => {
      const range = Math.max(0, map.rowCount * map.rowHeight - map.viewportHeight)
      const contentTop = share * range
      expect(toContentTop(toScrollTop(contentTop, map), map)).toBeCloseTo(contentTop, 3)
    }),
  )
})

test('rows in view are rows that exist, wherever the list stands', () => {
  fc.assert(
    fc.property(anyMap(), fc.double({ min: -1e9, max: 1e9, noNaN: true }), (map, top) => {
      const { first, count, offsetPx } = listVisibleRows(top, map)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(first + count).toBeLessThanOrEqual(map.rowCount)
      expect(offsetPx).toBeGreaterThanOrEqual(0)
      expect(offsetPx).toBeLessThanOrEqual(map.rowHeight)
    }),
  )
})
