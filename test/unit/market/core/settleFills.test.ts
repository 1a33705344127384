import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import type { Core } from '../../../../engine/market/core/core.ts'
import { alice, bob, carol, createDriver, type OrderShape, startMs } from '../builders.ts'

/** A seller's order that a buyer's takes: the fill waits for settlement. */
const aFill = (maker: OrderShape = {}, taker: OrderShape = {}) => {
  const driver = createDriver()
  driver.list()
  const { orderId: makerId } = driver.place({ trader: bob, side: 'sell', ...maker })
  const { orderId: takerId } = driver.place({ trader: alice, side: 'buy', ...taker })
  const [fillId = '0x'] = driver.core.unsettled.keys()
  return { ...driver, makerId, takerId, fillId }
}

const stateOf = (core: Core, orderId: Hex) => {
  const { state, openLots, filledLots, reason } = core.orders.get(orderId) ?? {}
  return { state, openLots, filledLots, code: reason?.code }
}

const failed = { state: 'cancelled', openLots: 0, filledLots: 0, code: 'order/allowance' }
const open = { state: 'open', openLots: 10, filledLots: 0, code: undefined }

test('ends the maker at fault, and the taker’s lots rest at its own price', () => {
  const { core, fail, fillId, makerId, takerId } = aFill({}, { priceTicks: 10_003 })
  fail(fillId, 'maker')
  expect(stateOf(core, makerId)).toEqual(failed)
  expect(stateOf(core, takerId)).toEqual(open)
  expect(core.markets.get('BILL13')?.book.bids.byPrice.get(10_003)?.sizeLots).toBe(10)
})

test.each(['both', 'unknown'] as const)('ends both orders when the culprit is %s', (culprit) => {
  const { core, fail, fillId, makerId, takerId } = aFill()
  fail(fillId, culprit)
  expect([stateOf(core, makerId), stateOf(core, takerId)]).toEqual([failed, failed])
})

test('takes the open rest of the culprit’s order out of the book too', () => {
  const { core, fail, fillId, makerId } = aFill({ sizeLots: 30 })
  fail(fillId, 'maker')
  expect(stateOf(core, makerId)).toEqual(failed)
  expect(core.markets.get('BILL13')?.book.asks.levels).toEqual([])
})

test.each(['IOC', 'FOK'] as const)('ends a counterparty that may not rest (%s)', (timeInForce) => {
  const { core, fail, fillId, takerId } = aFill({}, { timeInForce })
  fail(fillId, 'maker')
  expect(stateOf(core, takerId)).toEqual(failed)
})

test('ends a counterparty that has expired meanwhile', () => {
  const { core, fail, fillId, makerId } = aFill({ timeInForce: 'GTD', expiry: startMs / 1000 + 60 })
  fail(fillId, 'taker', startMs + 60_000)
  expect(stateOf(core, makerId)).toEqual({ ...failed, state: 'expired' })
})

test('leaves a counterparty cancelled that its trader cancelled meanwhile', () => {
  const { core, fail, cancel, fillId, makerId } = aFill({ sizeLots: 30 })
  cancel(makerId)
  fail(fillId, 'taker')
  expect(stateOf(core, makerId)).toEqual({ ...failed, code: 'order/cancelled' })
})

test('returns lots ahead of the orders that came later', () => {
  const { core, fail, place, fillId, makerId } = aFill()
  const { orderId: later } = place({ trader: carol, side: 'sell' })
  fail(fillId, 'taker')
  const queue = core.markets.get('BILL13')?.book.asks.byPrice.get(10_000)
  expect([queue?.first?.orderId, queue?.last?.orderId]).toEqual([makerId, later])
})

test('matches a returning order that the book has moved across', () => {
  const { core, fail, place, fillId, makerId } = aFill()
  const { orderId: bid } = place({ trader: carol, side: 'buy', priceTicks: 10_002, sizeLots: 4 })
  fail(fillId, 'taker')
  expect(stateOf(core, makerId)).toEqual({ ...open, openLots: 6, filledLots: 4 })
  expect(stateOf(core, bid)).toMatchObject({ state: 'filled' })
  expect([...core.unsettled.values()]).toMatchObject([{ priceTicks: 10_002, sizeLots: 4 }])
})

test('ends a returning post-only order that would take', () => {
  const { core, fail, place, fillId, makerId } = aFill({ postOnly: true })
  place({ trader: carol, side: 'buy', priceTicks: 10_002 })
  fail(fillId, 'taker')
  expect(stateOf(core, makerId)).toEqual({ ...failed, code: 'order/post-only' })
})

test('trades nothing in a halt, not even an order that returns across the book', () => {
  const { core, fail, place, run, fillId, makerId } = aFill()
  place({ trader: carol, side: 'buy', priceTicks: 10_002 })
  run({ kind: 'halt', atMs: startMs, marketId: 'BILL13', halted: true })
  fail(fillId, 'taker')
  expect(stateOf(core, makerId)).toEqual(failed)
  expect(core.unsettled.size).toBe(0)
})

test('forgets the price of a failed fill', () => {
  const { core, fail, settle, place, fillId } = aFill()
  settle(fillId)
  place({ trader: bob, side: 'sell', priceTicks: 10_050, sizeLots: 1 })
  place({ trader: alice, side: 'buy', priceTicks: 10_050, sizeLots: 1 })
  const market = core.markets.get('BILL13')
  expect(market?.lastTraded?.priceTicks).toBe(10_050)
  const [second = '0x'] = core.unsettled.keys()
  fail(second, 'both')
  expect(market?.lastTraded?.priceTicks).toBe(10_000)
})

test('takes the first of two answers for one fill', () => {
  const { core, fail, settle, fillId, makerId } = aFill()
  settle(fillId)
  fail(fillId, 'maker')
  expect(stateOf(core, makerId)).toMatchObject({ state: 'filled', filledLots: 10 })
})
