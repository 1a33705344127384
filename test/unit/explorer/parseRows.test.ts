import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseRows } from '../../../engine/explorer/parseRows.ts'

test('parses every row, in order', async () => {
  const rows = Array.from({ length: 1_000 }, (_, index) => index)
  expect(await parseRows(z.number(), rows)).toEqual(rows)
})

test('lets others have the thread while it parses', async () => {
  const order: string[] = []
  const parsing = parseRows(z.number(), new Array(1_000).fill(1)).then(() => order.push('parsed'))
  setImmediate(() => order.push('other'))
  await parsing
  expect(order).toEqual(['other', 'parsed'])
})

test('ends when it has enough', async () => {
  const parsed = await parseRows(z.number(), new Array(1_000).fill(1), ({ length }) => length >= 10)
  expect(parsed.length).toBeLessThan(100)
})

test('refuses a row that is none, and says where', async () => {
  await expect(parseRows(z.object({ at: z.number() }), [{ at: 1 }, { at: 'x' }])).rejects.toMatchObject({
    code: 'chain/unavailable',
    facts: { issue: expect.stringContaining('at') },
  })
})
