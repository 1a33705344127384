import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestLevel } from '../../../../engine/market/book/orderBook.ts'
import { applyCommand } from '../../../../engine/market/core/applyCommand.ts'
import { type Core, createCore, evictOrder, isFinal } from '../../../../engine/market/core/core.ts'
import { exportCore, importCore } from '../../../../engine/market/core/coreSnapshot.ts'
import { amountGiven } from '../../../../engine/market/core/reservations.ts'
import { aMarket, cash, createDriver, startMs, traders, treasuryToken } from '../builders.ts'

const options = { maxOpenOrders: 6 }

/** One thing that may happen; numbers choose among the orders and fills there are at that moment. */
const anyAction = () =>
  fc.record({
    what: fc.constantFrom('place', 'place', 'place', 'replace', 'cancel', 'settle', 'fail', 'halt', 'expire', 'all'),
    pick: fc.nat(),
    later: fc.integer({ min: -2_000, max: 5_000 }),
    trader: fc.constantFrom(...traders),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    priceTicks: fc.integer({ min: 9_990, max: 10_010 }),
    sizeLots: fc.integer({ min: 1, max: 9 }),
    timeInForce: fc.constantFrom('GTC' as const, 'GTD' as const, 'IOC' as const, 'FOK' as const),
    postOnly: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    selfTradePrevention: fc.constantFrom('cancel-newest' as const, 'cancel-oldest' as const, 'cancel-both' as const),
    lifeS: fc.integer({ min: -1, max: 30 }),
    culprit: fc.constantFrom('maker' as const, 'taker' as const, 'both' as const, 'unknown' as const),
  })

type Action = ReturnType<typeof anyAction> extends fc.Arbitrary<infer T> ? T : never

const drive = (actions: readonly Action[], check: (core: Core) => void = () => {}) => {
  const driver = createDriver(createCore(options))
  driver.list()
  let atMs = startMs
  for (const action of actions) {
    atMs += action.later
    const { what, pick, trader, side, priceTicks, sizeLots, timeInForce, postOnly, selfTradePrevention } = action
    const orders = [...driver.core.orders.values()]
    const fills = [...driver.core.unsettled.keys()]
    const orderId = orders[pick % (orders.length || 1)]?.orderId
    const fillId = fills[pick % (fills.length || 1)]
    const expiry = Math.floor(atMs / 1000) + action.lifeS
    const shape = { trader, side, priceTicks, sizeLots, timeInForce, postOnly, selfTradePrevention, expiry }
    if (what === 'place') driver.place(shape, { atMs, available: 3_000_000_000n })
    if (what === 'replace' && orderId)
      driver.replace(orderId, { ...shape, trader: orders[pick % orders.length]?.trader ?? trader }, { atMs })
    if (what === 'cancel' && orderId) driver.cancel(orderId, {}, atMs)
    if (what === 'settle' && fillId) driver.settle(fillId, atMs)
    if (what === 'fail' && fillId) driver.fail(fillId, action.culprit, atMs)
    if (what === 'halt') driver.run({ kind: 'halt', atMs, marketId: 'BILL13', halted: pick % 2 === 0 })
    if (what === 'expire') driver.run({ kind: 'expire', atMs })
    if (what === 'all') driver.run({ kind: 'cancel-all', atMs, actor: { principal: 'desk', isAdmin: false }, trader })
    check(driver.core)
  }
  return driver
}

const property = (check: (actions: Action[]) => void) =>
  fc.assert(fc.property(fc.array(anyAction(), { maxLength: 80 }), check), { numRuns: 200 })

test('never crosses the book, and never moves a market’s time back', () => {
  property((actions) => {
    let lastMs = 0
    drive(actions, (core) => {
      for (const { book, lastMs: nowMs } of core.markets.values()) {
        const bid = bestLevel(book.bids)?.priceTicks ?? Number.NEGATIVE_INFINITY
        expect(bid).toBeLessThan(bestLevel(book.asks)?.priceTicks ?? Number.POSITIVE_INFINITY)
        expect(nowMs).toBeGreaterThanOrEqual(lastMs)
        lastMs = nowMs
      }
    })
  })
})

test('conserves size: what is open and filled of an order is at most its size, and all of it while it is untouched', () => {
  property((actions) => {
    drive(actions, (core) => {
      for (const order of core.orders.values()) {
        const { state, sizeLots, openLots, filledLots } = order
        expect(openLots).toBeGreaterThanOrEqual(0)
        expect(filledLots).toBeGreaterThanOrEqual(0)
        if (state === 'open' || state === 'filled') expect(openLots + filledLots).toBe(sizeLots)
        else expect([openLots, filledLots <= sizeLots]).toEqual([0, true])
        if (state === 'filled') expect(openLots).toBe(0)
        expect(order.level !== undefined).toBe(state === 'open')
      }
    })
  })
})

test('reserves exactly what open orders and unsettled fills need, by account and asset', () => {
  property((actions) => {
    drive(actions, (core) => {
      const expected = new Map<string, bigint>()
      const add = (trader: string, asset: string, amount: bigint) =>
        expected.set(`${trader}/${asset}`, (expected.get(`${trader}/${asset}`) ?? 0n) + amount)
      const asset = { buy: cash, sell: treasuryToken }
      for (const { state, trader, side, market, openLots, priceTicks, feeBps } of core.orders.values()) {
        if (state === 'open') add(trader, asset[side], amountGiven(market, side, openLots, priceTicks, feeBps))
      }
      for (const { maker, taker, market, sizeLots, priceTicks } of core.unsettled.values()) {
        for (const { trader, side, feeBps } of [maker, taker]) {
          add(trader, asset[side], amountGiven(market, side, sizeLots, priceTicks, feeBps))
        }
      }
      const actual = new Map<string, bigint>()
      for (const [trader, { reserved }] of core.accounts) {
        for (const [token, amount] of reserved) actual.set(`${trader}/${token}`, amount)
      }
      expect(actual).toEqual(expected)
    })
  })
})

test('takes no order that the account can’t cover besides its other orders, nor more orders than it may have', () => {
  property((actions) => {
    drive(
      actions.filter(({ what }) => what !== 'replace'),
      (core) => {
        for (const { reserved, openOrders } of core.accounts.values()) {
          expect(openOrders.size).toBeLessThanOrEqual(options.maxOpenOrders + [...core.unsettled].length)
          for (const amount of reserved.values()) expect(amount).toBeLessThanOrEqual(3_000_000_000n)
        }
      },
    )
  })
})

test('replaying the commands rebuilds the state exactly', () => {
  property((actions) => {
    const { core, commands } = drive(actions)
    const replayed = createCore(options)
    for (const command of structuredClone(commands)) applyCommand(replayed, command, replayed.sequence + 1)
    expect(exportCore(replayed)).toEqual(exportCore(core))
  })
})

test('a snapshot and the commands after it rebuild the same state, with final orders forgotten on the way', () => {
  fc.assert(
    fc.property(fc.array(anyAction(), { maxLength: 80 }), fc.nat(), (actions, cut) => {
      const { core, commands } = drive(actions)
      const at = cut % (commands.length + 1)
      const first = createCore(options)
      for (const command of commands.slice(0, at)) {
        applyCommand(first, command, first.sequence + 1)
        for (const order of [...first.orders.values()]) evictOrder(first, order)
      }
      const second = importCore(exportCore(first), options)
      for (const command of commands.slice(at)) applyCommand(second, command, second.sequence + 1)
      expect(exportCore(second)).toEqual(exportCore(core))
      expect(queues(second)).toEqual(queues(core))
    }),
    { numRuns: 200 },
  )
})

test('every fill is settled once or unwound: afterwards nothing is unsettled and only open orders reserve', () => {
  property((actions) => {
    const driver = drive(actions)
    for (const fillId of [...driver.core.unsettled.keys()]) driver.settle(fillId)
    expect(driver.core.unsettled.size).toBe(0)
    for (const order of driver.core.orders.values()) expect(isFinal(order)).toBe(order.state !== 'open')
  })
})

/** The orders of every price in the order in which they would trade. */
const queues = (core: Core) => {
  const result: Record<string, string[]> = {}
  for (const [side, { levels }] of Object.entries(core.markets.get(aMarket().marketId)?.book ?? {})) {
    if (!Array.isArray(levels)) continue
    for (const level of levels) {
      const queue: string[] = []
      for (let order = level.first; order; order = order.next) queue.push(order.orderId)
      result[`${side} ${level.priceTicks}`] = queue
    }
  }
  return result
}
