import { expect, test } from 'vitest'
import type { FillRecord } from '../../../../../../engine/api/order.ts'
import {
  applyAccountEvent,
  findFillSide,
  listFills,
  listOpenOrders,
} from '../../../../../../renderer/features/trading/model/account.ts'
import { buildOrderRecord, buildPortfolio } from '../../../builders.ts'

const id = (digit: string) => `0x${digit.repeat(64)}` as const
const fill = (digit: string, part: Partial<FillRecord> = {}): FillRecord => ({
  fillId: id(digit),
  marketId: 'BILL',
  sequence: Number.parseInt(digit, 16),
  makerOrderId: id('0'),
  takerOrderId: id('f'),
  takerSide: 'buy',
  buyer: `0x${'3'.repeat(40)}`,
  seller: `0x${'4'.repeat(40)}`,
  priceTicks: 100,
  sizeLots: 1,
  matchedAtMs: 0,
  settlement: 'matched',
  ...part,
})
const first = applyAccountEvent(undefined, {
  kind: 'snapshot',
  orders: [buildOrderRecord({ orderId: id('1'), sequence: 1 }), buildOrderRecord({ orderId: id('2'), sequence: 2 })],
  fills: [fill('1')],
  portfolio: buildPortfolio(),
})

test('lists open orders newest first', () => {
  expect(listOpenOrders(first).map(({ sequence }) => sequence)).toEqual([2, 1])
})

test('takes an order that ended out of the open ones and keeps it', () => {
  const next = applyAccountEvent(first, {
    kind: 'change',
    orders: [buildOrderRecord({ orderId: id('1'), state: 'cancelled' })],
    fills: [],
  })
  expect([listOpenOrders(next).length, next.orders.get(id('1'))?.state]).toEqual([1, 'cancelled'])
})

test('replaces a fill when its settlement is known', () => {
  const next = applyAccountEvent(first, {
    kind: 'change',
    orders: [],
    fills: [fill('1', { settlement: 'settled' }), fill('2')],
  })
  expect(listFills(next).map(({ settlement }) => settlement)).toEqual(['matched', 'settled'])
})

test('keeps the holdings when a change has none', () => {
  expect(applyAccountEvent(first, { kind: 'change', orders: [], fills: [] }).portfolio).toBe(first.portfolio)
})

test('drops orders that ended while the connection was gone', () => {
  const next = applyAccountEvent(first, {
    kind: 'snapshot',
    orders: [buildOrderRecord({ orderId: id('2'), sequence: 2 })],
    fills: [fill('1')],
  })
  expect([...next.orders.keys()]).toEqual([id('2')])
})

test('knows the side of a fill whatever the case of the address', () => {
  const mixed = fill('1', { buyer: '0xAbCdEf0000000000000000000000000000000000' })
  expect(findFillSide(mixed, '0xabcdef0000000000000000000000000000000000')).toBe('buy')
  expect(findFillSide(mixed, mixed.seller)).toBe('sell')
})

test('is complete from the first snapshot on, not from a change that came before it', () => {
  const early = applyAccountEvent(undefined, { kind: 'change', orders: [], fills: [] })
  const after = applyAccountEvent(early, { kind: 'snapshot', orders: [], fills: [fill('1')] })
  expect([early.isComplete, after.isComplete]).toEqual([false, true])
  expect(applyAccountEvent(after, { kind: 'change', orders: [], fills: [] }).isComplete).toBe(true)
})
