import { expect, test } from 'vitest'
import type { BookEvent } from '../../../../engine/api/marketData.ts'
import { createLatestFeed, drainAll, once } from '../../../../engine/market/stream/createLatestFeed.ts'
import { startMs } from '../builders.ts'
import { alice, bob, desk, next, openEngine, sign } from '../engineBuilders.ts'

const marketId = 'BILL13'
const sell = { trader: bob, side: 'sell' } as const

/** What a reader's book looks like after an event; throws where a change doesn't follow the one before. */
const applyEvent = (book: Map<string, number>, last: number, event: BookEvent): number => {
  if (event.kind === 'snapshot') {
    book.clear()
    for (const level of event.book.bids) book.set(`buy ${level.priceTicks}`, level.sizeLots)
    for (const level of event.book.asks) book.set(`sell ${level.priceTicks}`, level.sizeLots)
    return event.book.sequence
  }
  expect(event.sequence).toBe(last + 1)
  for (const { side, priceTicks, sizeLots } of event.levels) {
    if (sizeLots === 0) book.delete(`${side} ${priceTicks}`)
    else book.set(`${side} ${priceTicks}`, sizeLots)
  }
  return event.sequence
}

test('rebuilds the book from its stream, however far the reader lags', async () => {
  const { engine, submit } = await openEngine({ maxOpenOrders: 10_000 })
  const stream = await engine.watchBook(marketId)
  const book = new Map<string, number>()
  let last = applyEvent(book, 0, await next(stream))
  for (let n = 0; n < 400; n += 1) {
    await submit({ ...(n % 2 ? sell : {}), priceTicks: 10_000 + (n % 7) * (n % 2 ? 1 : -1), sizeLots: 1 + (n % 5) })
    // Reads at first, then stops reading: more changes come than are kept.
    if (n < 50) last = applyEvent(book, last, await next(stream))
  }
  const kinds: string[] = []
  const { sequence, bids, asks } = await engine.getBook(marketId)
  while (last < sequence) {
    const event = await next(stream)
    kinds.push(event.kind)
    last = applyEvent(book, last, event)
  }
  expect(kinds).toEqual(['snapshot'])
  const expected = [...bids.map((level) => ['buy', level] as const), ...asks.map((level) => ['sell', level] as const)]
  expect(book).toEqual(new Map(expected.map(([side, level]) => [`${side} ${level.priceTicks}`, level.sizeLots])))
})

test('resumes trades after a sequence without a gap, and sends each again when it settles', async () => {
  const { engine, submit, ledger, clock, problems } = await openEngine()
  for (let n = 0; n < 3; n += 1) {
    await submit(sell)
    await submit({})
  }
  await engine.drain()
  const stream = await engine.watchTrades({ marketId, afterSequence: 1 })
  ledger.setDown(true)
  await submit(sell)
  await submit({})
  expect((await next(stream)).map(({ sequence }) => sequence)).toEqual([2, 3, 4])
  expect(await next(stream)).toMatchObject([{ sequence: 4, settlement: 'matched' }])
  await expect.poll(() => problems).toHaveLength(1)
  ledger.setDown(false)
  clock.move(startMs + 300)
  expect(await next(stream)).toMatchObject([{ sequence: 4, settlement: 'settled' }])
  const latest = await engine.watchTrades({ marketId })
  expect((await next(latest)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4])
})

test('sends an account its open orders and fills, then each change once in its latest form', async () => {
  const { engine, submit } = await openEngine()
  const { order: first } = await submit({ priceTicks: 9_990 })
  const stream = await engine.watchAccountOrders(alice)
  expect(await next(stream)).toMatchObject({ kind: 'snapshot', orders: [{ orderId: first.orderId }], fills: [] })
  const { order: second } = await submit({})
  await submit(sell)
  await engine.drain()
  await engine.cancelOrder(first.orderId, desk)
  const change = await next(stream)
  expect(change.kind).toBe('change')
  expect(change.orders.map(({ orderId, state }) => [orderId, state])).toEqual([
    [second.orderId, 'filled'],
    [first.orderId, 'cancelled'],
  ])
  expect(change.fills).toMatchObject([{ settlement: 'settled' }])
})

test('sends every ticker, then those that changed', async () => {
  const { engine, submit } = await openEngine()
  const stream = await engine.watchTickers()
  const nothingYet = { marketId, volumeLots: 0, accruedInterest: 0n, accruedReserve: 0n }
  expect(await next(stream)).toEqual([nothingYet])
  await submit({ priceTicks: 9_990 })
  expect(await next(stream)).toEqual([{ ...nothingYet, bestBidTicks: 9_990 }])
})

test('drops a day-old price from the ticker, though nothing trades', async () => {
  const { engine, submit, clock } = await openEngine()
  await submit(sell)
  await submit({})
  await engine.drain()
  expect(await engine.getTicker(marketId)).toMatchObject({ openPriceTicks: 10_000, volumeLots: 10 })
  const stream = await engine.watchTickers()
  await next(stream)
  clock.move(startMs + 2 * 86_400_000)
  const [ticker] = await next(stream)
  expect(ticker).toMatchObject({ lastPriceTicks: 10_000, volumeLots: 0 })
  expect(ticker).not.toHaveProperty('openPriceTicks')
})

test('sends the last candle, then it again with every trade', async () => {
  const { engine, clock } = await openEngine()
  const trade = async (priceTicks: number) => {
    await engine.submitOrder(await sign({ ...sell, priceTicks }), desk)
    await engine.submitOrder(await sign({ priceTicks, sizeLots: 10 }), desk)
  }
  await trade(10_000)
  const stream = await engine.watchCandles({ marketId, interval: '1m' })
  expect(await next(stream)).toMatchObject({ openTicks: 10_000, closeTicks: 10_000, volumeLots: 10 })
  await trade(10_005)
  expect(await next(stream)).toMatchObject({ openTicks: 10_000, highTicks: 10_005, closeTicks: 10_005, volumeLots: 20 })
  clock.move(startMs + 60_000)
  await trade(10_001)
  expect(await next(stream)).toMatchObject({ startMs: startMs - (startMs % 60_000) + 60_000, openTicks: 10_001 })
})

test('ends every stream when the market closes', async () => {
  const { engine } = await openEngine()
  const stream = await engine.watchBook(marketId)
  await next(stream)
  const waiting = stream.next()
  await engine.close()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('ends the stream of a reader that can’t be started again with stream/too-slow', async () => {
  const feed = createLatestFeed<number, number[]>({
    keyOf: String,
    begin: () => () => undefined,
    drain: drainAll,
    mayRestart: false,
    maxPending: 2,
  })
  const stream = feed.watch('topic')
  feed.publish('topic', [1, 2, 3])
  await expect(stream.next()).rejects.toThrow(expect.objectContaining({ code: 'stream/too-slow' }))
})

test('starts a reader again that lagged too far, where the feed allows it', async () => {
  const feed = createLatestFeed<number, number[]>({
    keyOf: String,
    begin: () => once(() => [0]),
    drain: drainAll,
    mayRestart: true,
    maxPending: 2,
  })
  const stream = feed.watch('topic')
  expect(await next(stream)).toEqual([0])
  feed.publish('topic', [1, 2, 2])
  expect(await next(stream)).toEqual([1, 2])
  feed.publish('topic', [1, 2, 3])
  expect(await next(stream)).toEqual([0])
})
