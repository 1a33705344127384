import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SelfTradePrevention, Side, TimeInForce } from '../../../../engine/api/order.ts'
import { matchOrder } from '../../../../engine/market/book/matchOrder.ts'
import {
  type BookOrder,
  createOrderBook,
  type OrderBook,
  removeOrder,
} from '../../../../engine/market/book/orderBook.ts'

interface Shape {
  readonly trader: string
  readonly side: Side
  readonly priceTicks: number
  readonly sizeLots: number
  readonly timeInForce: TimeInForce
  readonly postOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
}

const aShape = (changes: Partial<Shape> = {}): Shape => ({
  trader: 'a',
  side: 'buy',
  priceTicks: 100,
  sizeLots: 5,
  timeInForce: 'GTC',
  postOnly: false,
  selfTradePrevention: 'cancel-newest',
  ...changes,
})

const aBookOrder = ({ trader, side, priceTicks, sizeLots }: Shape, sequence: number): BookOrder => ({
  orderId: `${sequence}`,
  trader,
  side,
  priceTicks,
  sequence,
  openLots: sizeLots,
  level: undefined,
  previous: undefined,
  next: undefined,
})

/** The rules again, as slowly and plainly as can be: one flat list, searched anew for every match. */
const createNaiveBook = () => {
  let resting: { id: number; trader: string; side: Side; price: number; lots: number }[] = []
  const best = (side: Side, limit: number, ignored: string | undefined) =>
    resting
      .filter((order) => order.side !== side && order.trader !== ignored)
      .filter((order) => (side === 'buy' ? order.price <= limit : order.price >= limit))
      .sort((a, b) => (side === 'buy' ? a.price - b.price : b.price - a.price) || a.id - b.id)[0]
  const place = (shape: Shape, id: number) => {
    const { side, priceTicks, trader, selfTradePrevention, timeInForce } = shape
    const before = resting.map((order) => ({ ...order }))
    const trades: string[] = []
    let lots = shape.sizeLots
    let stopped = false
    if (shape.postOnly && best(side, priceTicks, undefined)) return ['refused']
    for (;;) {
      const maker = lots > 0 && !stopped ? best(side, priceTicks, undefined) : undefined
      if (maker === undefined) break
      if (maker.trader === trader) {
        if (selfTradePrevention !== 'cancel-newest') resting = resting.filter((order) => order !== maker)
        stopped = selfTradePrevention !== 'cancel-oldest'
        continue
      }
      const traded = Math.min(lots, maker.lots)
      lots -= traded
      maker.lots -= traded
      trades.push(`${maker.id}:${traded}@${maker.price}`)
      resting = resting.filter((order) => order.lots > 0)
    }
    if (timeInForce === 'FOK' && lots > 0) {
      resting = before
      return ['refused']
    }
    if (lots === 0) return [...trades, 'filled']
    if (stopped || timeInForce === 'IOC') return [...trades, 'cancelled']
    resting.push({ id, trader, side, price: priceTicks, lots })
    return [...trades, 'resting']
  }
  const cancel = (id: number) => {
    resting = resting.filter((order) => order.id !== id)
  }
  return { place, cancel, state: () => resting.map(({ id, lots }) => `${id}:${lots}`).sort() }
}

const anyShape = (): fc.Arbitrary<Shape> =>
  fc.record({
    trader: fc.constantFrom('a', 'b', 'c'),
    side: fc.constantFrom('buy', 'sell'),
    priceTicks: fc.integer({ min: 95, max: 105 }),
    sizeLots: fc.integer({ min: 1, max: 9 }),
    timeInForce: fc.constantFrom('GTC', 'GTC', 'GTD', 'IOC', 'FOK'),
    postOnly: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    selfTradePrevention: fc.constantFrom('cancel-newest', 'cancel-oldest', 'cancel-both'),
  })

const anyStep = () => fc.oneof({ arbitrary: anyShape(), weight: 4 }, { arbitrary: fc.nat({ max: 60 }), weight: 1 })

const openLots = (book: OrderBook) =>
  [...book.orders.values()].map((order) => `${order.orderId}:${order.openLots}`).sort()

test('agrees with a naive book on every trade, outcome and resting order', () => {
  fc.assert(
    fc.property(fc.array(anyStep(), { maxLength: 60 }), (steps) => {
      const book = createOrderBook()
      const naive = createNaiveBook()
      steps.forEach((step, sequence) => {
        if (typeof step === 'number') {
          const order = book.orders.get(`${step}`)
          if (order) removeOrder(book, order)
          naive.cancel(step)
        } else {
          const result = matchOrder(book, aBookOrder(step, sequence), step)
          const trades = result.matches.map(({ maker, lots, priceTicks }) => `${maker.orderId}:${lots}@${priceTicks}`)
          expect([...trades, result.outcome]).toEqual(naive.place(step, sequence))
        }
        expect(openLots(book)).toEqual(naive.state())
      })
    }),
    { numRuns: 500 },
  )
})

test('keeps levels sorted, summed, never empty and never crossed', () => {
  fc.assert(
    fc.property(fc.array(anyStep(), { maxLength: 60 }), (steps) => {
      const book = createOrderBook()
      steps.forEach((step, sequence) => {
        const order = typeof step === 'number' ? book.orders.get(`${step}`) : undefined
        if (order) removeOrder(book, order)
        if (typeof step !== 'number') matchOrder(book, aBookOrder(step, sequence), step)
      })
      for (const { levels, byPrice, direction } of [book.bids, book.asks]) {
        const prices = levels.map((level) => level.priceTicks * direction)
        expect(prices).toEqual([...prices].sort((a, b) => a - b))
        expect(byPrice.size).toBe(levels.length)
        for (const level of levels) {
          const queue: BookOrder[] = []
          for (let order = level.first; order; order = order.next) queue.push(order)
          expect(queue.at(-1)).toBe(level.last)
          expect(level.orderCount).toBe(queue.length)
          expect(level.sizeLots).toBe(queue.reduce((sum, order) => sum + order.openLots, 0))
          expect(queue.map((order) => order.sequence)).toEqual(
            queue.map((order) => order.sequence).sort((a, b) => a - b),
          )
          expect(level.sizeLots).toBeGreaterThan(0)
        }
      }
      const bid = book.bids.levels.at(-1)?.priceTicks ?? Number.NEGATIVE_INFINITY
      const ask = book.asks.levels.at(-1)?.priceTicks ?? Number.POSITIVE_INFINITY
      expect(bid).toBeLessThan(ask)
    }),
  )
})

test('trades at the price of the order that was there first', () => {
  const book = createOrderBook()
  matchOrder(book, aBookOrder(aShape({ side: 'sell', priceTicks: 99, trader: 'b' }), 1), aShape())
  const { matches } = matchOrder(book, aBookOrder(aShape({ priceTicks: 101 }), 2), aShape())
  expect(matches.map(({ priceTicks, lots }) => [priceTicks, lots])).toEqual([[99, 5]])
})

test('kills a fill-or-kill that only its own orders could fill, and leaves those alone', () => {
  const book = createOrderBook()
  matchOrder(book, aBookOrder(aShape({ side: 'sell', sizeLots: 3 }), 1), aShape())
  matchOrder(book, aBookOrder(aShape({ side: 'sell', sizeLots: 3, trader: 'b' }), 2), aShape())
  const fok = aShape({ timeInForce: 'FOK', sizeLots: 5, selfTradePrevention: 'cancel-oldest' })
  expect(matchOrder(book, aBookOrder(fok, 3), fok)).toMatchObject({ outcome: 'refused', reason: 'order/not-filled' })
  expect(openLots(book)).toEqual(['1:3', '2:3'])
})

test('fills a fill-or-kill past its own orders when those give way', () => {
  const book = createOrderBook()
  matchOrder(book, aBookOrder(aShape({ side: 'sell', sizeLots: 3 }), 1), aShape())
  matchOrder(book, aBookOrder(aShape({ side: 'sell', sizeLots: 5, trader: 'b' }), 2), aShape())
  const fok = aShape({ timeInForce: 'FOK', selfTradePrevention: 'cancel-oldest' })
  const { outcome, selfTrades } = matchOrder(book, aBookOrder(fok, 3), fok)
  expect([outcome, selfTrades.map(({ orderId }) => orderId), book.orders.size]).toEqual(['filled', ['1'], 0])
})
