import { expect, test } from 'vitest'
import type { DebugTrace } from '../../../engine/debugger/openDebugTrace.ts'
import { createTraceBook } from '../../../engine/debugger/thread/createTraceBook.ts'

const refuse = () => {
  throw new Error('Nobody reads it here.')
}
const traceOf = (byteLength: number): DebugTrace => ({
  byteLength,
  summary: { status: 'success', gasUsed: 0n, steps: 0, frames: [], frameCount: 0, sources: [] },
  listSteps: refuse,
  getStep: refuse,
  findStep: refuse,
  getGasProfile: refuse,
})

const open = (maxPerCaller: number, maxBytes: number) => {
  let last = 0
  return createTraceBook({ createId: () => `t${++last}`, maxPerCaller, maxBytes })
}

test('keeps the traces that each caller used last, and shows them to nobody else', () => {
  const book = open(2, 1_000)
  const first = traceOf(1)
  const ids = [book.add('ann', first), book.add('ann', traceOf(1)), book.add('bob', traceOf(1))]
  expect(book.get('ann', 't1')).toBe(first)
  expect(() => book.get('bob', 't1')).toThrow('not open')
  ids.push(book.add('ann', traceOf(1)))
  expect(ids).toEqual(['t1', 't2', 't3', 't4'])
  expect(() => book.get('ann', 't2')).toThrow(expect.objectContaining({ code: 'debugger/trace-not-found' }))
  expect(book.get('ann', 't1')).toBe(first)
  expect(book.get('bob', 't3').byteLength).toBe(1)
})

test('lets the oldest go when all together take too much, and forgets what is closed', () => {
  const book = open(4, 100)
  for (const [principal, bytes] of [
    ['ann', 40],
    ['bob', 40],
    ['ann', 40],
  ] as const)
    book.add(principal, traceOf(bytes))
  expect(() => book.get('ann', 't1')).toThrow('not open')
  expect(book.get('bob', 't2').byteLength).toBe(40)
  book.remove('bob', 't2')
  expect(() => book.remove('bob', 't2')).toThrow('not open')
  book.add('bob', traceOf(1_000))
  expect(book.get('bob', 't4').byteLength).toBe(1_000)
  expect(() => book.get('ann', 't3')).toThrow('not open')
})
