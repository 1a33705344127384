import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listPages, rowsPerPage } from '../../../../../../renderer/features/debugger/model/rowPages.ts'

test('the pages in view come first, then the one after and the one before', () => {
  expect(listPages(rowsPerPage * 3 - 5, 20, 1_000_000)).toEqual([2, 3, 4, 1])
})

test('no page lies outside of the list, and every row in view is on one', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.integer({ min: 0, max: 200 }), (total, count) => {
      for (const first of [0, Math.max(0, total - count)]) {
        const pages = listPages(first, Math.min(count, total), total)
        expect(new Set(pages).size).toBe(pages.length)
        for (const page of pages) expect(page * rowsPerPage).toBeLessThan(Math.max(1, total))
        if (count > 0 && total > 0)
          expect(pages).toContain(Math.floor((Math.min(first + count, total) - 1) / rowsPerPage))
      }
    }),
  )
})
