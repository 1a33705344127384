import { keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { TerminalError } from '../../../engine/api/errors.ts'
import { createMarketEngine } from '../../../engine/market/createMarketEngine.ts'
import { marketMigrations } from '../../../engine/market/journal/marketMigrations.ts'
import { openDatabase } from '../../../engine/store/openDatabase.ts'
import { aMarket, anAddress, cash, type OrderShape, startMs, treasuryToken } from './builders.ts'
import { alice, bob, desk, domain, next, openEngine, sign } from './engineBuilders.ts'

const marketId = 'BILL13'
const refusal = (code: string) => expect.objectContaining({ code })
const sell = { trader: bob, side: 'sell' } as const

test('takes an order, matches it, settles it and shows it everywhere', async () => {
  const { engine, submit, ledger } = await openEngine()
  const maker = await submit({ ...sell, sizeLots: 10, priceTicks: 10_000 })
  const taker = await submit({ sizeLots: 4, priceTicks: 10_005 })
  expect(maker.order).toMatchObject({ state: 'open', openLots: 10, sequence: 2 })
  expect(taker.order).toMatchObject({ state: 'filled', filledLots: 4 })
  expect(taker.fills).toMatchObject([
    { priceTicks: 10_000, sizeLots: 4, settlement: 'matched', buyer: alice, seller: bob },
  ])
  await engine.drain()
  expect(ledger.balanceOf(alice, treasuryToken)).toBe(10n ** 12n + 4_000_000n)
  expect(await engine.listFills({ trader: bob, limit: 10 })).toMatchObject([{ settlement: 'settled', blockNumber: 1 }])
  expect(await engine.getOrder(maker.order.orderId)).toMatchObject({ openLots: 6, filledLots: 4, state: 'open' })
  expect(await engine.listTrades({ marketId, limit: 10 })).toMatchObject([{ sizeLots: 4, settlement: 'settled' }])
  expect(await engine.listCandles({ marketId, interval: '1m', limit: 10 })).toMatchObject([{ volumeLots: 4 }])
  expect([await engine.getTicker(marketId)]).toMatchObject([
    { lastPriceTicks: 10_000, volumeLots: 4, bestAskTicks: 10_000 },
  ])
  expect(await engine.getBook(marketId)).toMatchObject({
    bids: [],
    asks: [{ priceTicks: 10_000, sizeLots: 6, orderCount: 1 }],
  })
})

test.each([
  ['market/not-found', { token: anAddress(0xee) }],
  ['order/tick-size', { priceTicks: 10_000.5 }],
  ['order/tick-size', { priceTicks: 0 }],
  ['order/lot-size', { sizeLots: 0 }],
  ['order/lot-size', { sizeLots: 2_000_000_000 }],
  ['order/expired', { expiry: startMs / 1000 }],
  ['order/time-in-force', { postOnly: true, timeInForce: 'IOC' as const }],
  ['order/fee', { maxFeeBps: 2 }],
  ['order/price-band', { priceTicks: 11_001 }],
  ['order/price-band', { priceTicks: 8_999 }],
  ['order/balance', { sizeLots: 10_000_000 }],
] satisfies [string, OrderShape][])(
  'refuses with %s, and journals nothing',
  async (code, { priceTicks = 10_000, ...shape }: OrderShape) => {
    const { engine } = await openEngine()
    const signed = await sign({ ...shape, priceTicks: Math.floor(priceTicks) })
    const order = { ...signed.order, price: BigInt(priceTicks * 10_000) }
    await expect(engine.submitOrder({ ...signed, order }, desk)).rejects.toThrow(refusal(code))
    await engine.setHalted(marketId, false)
    const { order: later } = await engine.submitOrder(await sign({}), desk)
    expect(later.sequence).toBe(3)
  },
)

test('refuses an order that its trader did not sign, or signed for another deployment', async () => {
  const { engine } = await openEngine()
  const signed = await sign({})
  const others = await sign({}, { ...domain, chainId: 1 })
  const garbage = { ...signed, signature: toHex(new Uint8Array(65).fill(27)) }
  const changed = { ...signed, order: { ...signed.order, quantity: signed.order.quantity * 2n } }
  for (const bad of [others, garbage, changed, { ...signed, signature: '0x' as const }]) {
    await expect(engine.submitOrder(bad, desk)).rejects.toThrow(refusal('order/signature'))
  }
})

test('refuses the malleable twin of a good signature, which the chain would refuse', async () => {
  const { engine } = await openEngine()
  const signed = await sign({})
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const s = order - BigInt(`0x${signed.signature.slice(66, 130)}`)
  const v = signed.signature.endsWith('1b') ? '1c' : '1b'
  const twin = `${signed.signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}` as `0x${string}`
  await expect(engine.submitOrder({ ...signed, signature: twin }, desk)).rejects.toThrow(refusal('order/signature'))
})

test('asks the account’s contract where the signature is no key’s', async () => {
  const asked: string[] = []
  const { engine } = await openEngine({
    verifySignature: async (_order, digest, signature) => asked.push(digest) > 0 && signature === '0x1234',
  })
  const { order } = await engine.submitOrder({ ...(await sign({})), signature: '0x1234' }, desk)
  expect(asked).toEqual([order.orderId])
})

test('takes an order once, also when it comes twice at the same time, and says what became of it', async () => {
  const { engine, reopen } = await openEngine()
  const signed = await sign({})
  const answers = await Promise.allSettled([engine.submitOrder(signed, desk), engine.submitOrder(signed, desk)])
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [order] = await engine.listOrders({ trader: alice, limit: 5 })
  await engine.cancelOrder(order?.orderId ?? '0x', desk)
  const reopened = await reopen()
  await expect(reopened.submitOrder(signed, desk)).rejects.toThrow(
    expect.objectContaining({ code: 'order/duplicate', facts: { orderId: order?.orderId, state: 'cancelled' } }),
  )
})

test('refuses traders whom the token refuses', async () => {
  const { ledger, submit } = await openEngine()
  ledger.ineligible.add(alice)
  await expect(submit({})).rejects.toThrow(refusal('compliance/not-eligible'))
})

test('counts what other orders hold back, to the last unit', async () => {
  const { ledger, submit, engine } = await openEngine()
  // 10 lots at 100.00 cost 1000.000000 and 3 bps of fee, 0.300000.
  ledger.fund(alice, cash, 2_000_600_000n)
  await submit({})
  await submit({})
  expect(await engine.reservationsOf(alice)).toEqual({ [cash]: 2_000_600_000n })
  await expect(submit({ sizeLots: 1 })).rejects.toThrow(
    expect.objectContaining({ code: 'order/balance', facts: expect.objectContaining({ reserved: 2_000_600_000n }) }),
  )
  ledger.fund(bob, treasuryToken, 9_999_999n)
  await expect(submit({ ...sell, sizeLots: 10 })).rejects.toThrow(refusal('order/balance'))
})

test('bounds the open orders of a trader', async () => {
  const { submit } = await openEngine({ maxOpenOrders: 2 })
  await submit({})
  await submit({})
  await expect(submit({})).rejects.toThrow(refusal('order/too-many'))
})

test('lets only the owner or an admin cancel and replace', async () => {
  const { submit, engine } = await openEngine()
  const { order } = await submit({})
  const stranger = { principal: 'other', role: 'trader' } as const
  await expect(engine.cancelOrder(order.orderId, stranger)).rejects.toThrow(refusal('order/not-owner'))
  await expect(engine.replaceOrder(order.orderId, await sign({}), stranger)).rejects.toThrow(refusal('order/not-owner'))
  expect(await engine.cancelAll({ trader: alice }, stranger)).toEqual({ cancelled: [] })
  const cancelled = await engine.cancelOrder(order.orderId, { principal: 'other', role: 'admin' })
  expect(cancelled).toMatchObject({ state: 'cancelled', reason: { code: 'order/cancelled' }, openLots: 0 })
  await expect(engine.cancelOrder(order.orderId, desk)).rejects.toThrow(
    expect.objectContaining({ code: 'order/not-open', facts: expect.objectContaining({ state: 'cancelled' }) }),
  )
  await expect(engine.cancelOrder(keccak256('0x'), desk)).rejects.toThrow(refusal('order/not-found'))
})

test('replaces an order with both or neither', async () => {
  const { submit, engine } = await openEngine()
  await submit({ ...sell, priceTicks: 10_010 })
  const { order } = await submit({ priceTicks: 10_000 })
  const crossing = await engine.replaceOrder(order.orderId, await sign({ priceTicks: 10_010, postOnly: true }), desk)
  expect(crossing.order).toMatchObject({ state: 'rejected', reason: { code: 'order/post-only' } })
  expect(await engine.getOrder(order.orderId)).toMatchObject({ state: 'open' })
  const better = await engine.replaceOrder(order.orderId, await sign({ priceTicks: 10_005 }), desk)
  expect(better.order).toMatchObject({ state: 'open', priceTicks: 10_005 })
  expect(await engine.getOrder(order.orderId)).toMatchObject({ state: 'cancelled' })
  const foreign = await sign({ trader: bob })
  await expect(engine.replaceOrder(better.order.orderId, foreign, desk)).rejects.toThrow(refusal('input/invalid'))
})

test('lets a replacement use the funds of the order it replaces', async () => {
  const { submit, engine, ledger } = await openEngine()
  ledger.fund(alice, cash, 1_000_300_000n)
  const { order } = await submit({})
  const { order: replacement } = await engine.replaceOrder(order.orderId, await sign({ priceTicks: 9_999 }), desk)
  expect(replacement.state).toBe('open')
})

test('cancels all orders of a trader, of one market or of every one', async () => {
  const { submit, engine } = await openEngine()
  const first = await submit({})
  await submit({ ...sell, priceTicks: 10_001 })
  expect(await engine.cancelAll({ trader: alice, marketId }, desk)).toEqual({ cancelled: [first.order.orderId] })
  await expect(engine.cancelAll({ trader: alice, marketId: 'NONE' }, desk)).rejects.toThrow(refusal('market/not-found'))
  expect(await engine.getBook(marketId)).toMatchObject({ bids: [], asks: [{ sizeLots: 10 }] })
})

test('halts: no orders, but cancels', async () => {
  const { submit, engine } = await openEngine()
  const { order } = await submit({})
  await engine.setHalted(marketId, true)
  await expect(submit({})).rejects.toThrow(refusal('market/halted'))
  expect(await engine.cancelOrder(order.orderId, desk)).toMatchObject({ state: 'cancelled' })
  await engine.setHalted(marketId, false)
  expect((await submit({})).order.state).toBe('open')
})

test('expires an order when its time has come, with nobody touching it', async () => {
  const { submit, engine, clock } = await openEngine()
  const { order } = await submit({ timeInForce: 'GTD', expiry: startMs / 1000 + 30 })
  const watched = await engine.watchAccountOrders(alice)
  expect(await next(watched)).toMatchObject({ kind: 'snapshot', orders: [{ state: 'open' }] })
  clock.move(startMs + 30_000)
  expect(await next(watched)).toMatchObject({ kind: 'change', orders: [{ orderId: order.orderId, state: 'expired' }] })
})

test('never moves a market’s time back when the clock is', async () => {
  const { submit, clock } = await openEngine()
  await submit({})
  clock.move(startMs - 1_000_000)
  expect((await submit({})).order.acceptedAtMs).toBe(startMs)
})

test('unwinds a fill whose buyer can’t pay: the buyer’s order ends, the seller’s lots return to their place', async () => {
  const { submit, engine, ledger, clock, problems } = await openEngine()
  const { order: first } = await submit({ ...sell, sizeLots: 5 })
  const { order: second } = await submit({ ...sell, sizeLots: 5 })
  ledger.setDown(true)
  const { order: bad, fills } = await submit({ sizeLots: 7 })
  const watched = await engine.watchCandles({ marketId, interval: '1m' })
  expect(await next(watched)).toMatchObject({ volumeLots: 7 })
  ledger.fund(alice, cash, 0n)
  ledger.setDown(false)
  await expect.poll(() => problems).toHaveLength(1)
  clock.move(startMs + 300)
  await engine.drain()
  expect(await engine.getOrder(bad.orderId)).toMatchObject({
    state: 'cancelled',
    reason: { code: 'order/balance' },
    filledLots: 0,
  })
  expect(await engine.getOrder(first.orderId)).toMatchObject({ state: 'open', openLots: 5, filledLots: 0 })
  expect(await engine.getOrder(second.orderId)).toMatchObject({ state: 'open', openLots: 5 })
  expect(
    (await engine.listFills({ trader: bob, limit: 5 })).map(({ settlement, reason }) => [settlement, reason?.code]),
  ).toEqual(fills.map(() => ['failed', 'order/balance']))
  expect(await engine.listCandles({ marketId, interval: '1d', limit: 5 })).toEqual([])
  expect(await next(watched)).toMatchObject({ volumeLots: 0 })
  expect([await engine.getTicker(marketId)]).toMatchObject([{ volumeLots: 0 }])
  expect(await engine.reservationsOf(alice)).toEqual({})
  expect(await engine.reservationsOf(bob)).toEqual({ [treasuryToken]: 10_000_000n })
  ledger.fund(alice, cash, 10n ** 15n)
  const { fills: again } = await submit({ sizeLots: 6 })
  expect(again.map(({ makerOrderId, sizeLots }) => [makerOrderId, sizeLots])).toEqual([
    [first.orderId, 5],
    [second.orderId, 1],
  ])
})

test('tries a settlement again while the chain is away, and settles it once', async () => {
  const { submit, engine, ledger, clock, problems } = await openEngine()
  ledger.setDown(true)
  await submit(sell)
  await submit({})
  await expect.poll(() => problems).toMatchObject([{ code: 'chain/unavailable' }])
  expect(await engine.unsettledCount()).toBe(1)
  ledger.setDown(false)
  clock.move(startMs + 300)
  await engine.drain()
  expect(ledger.settledCount()).toBe(1)
})

test('goes on settling after a restart', async () => {
  const { submit, ledger, reopen, engine } = await openEngine()
  ledger.setDown(true)
  await submit(sell)
  const { fills } = await submit({})
  expect(await engine.unsettledCount()).toBe(1)
  ledger.setDown(false)
  const reopened = await reopen()
  await reopened.drain()
  expect(await reopened.listFills({ trader: alice, limit: 5 })).toMatchObject([
    { fillId: fills[0]?.fillId, settlement: 'settled' },
  ])
})

test('reopens with the same book, orders, trades, candles and tickers, from the journal alone or a snapshot', async () => {
  for (const snapshotEvery of [1_000, 3]) {
    const { submit, engine, reopen, path } = await openEngine({ snapshotEvery })
    for (let n = 0; n < 8; n += 1)
      await submit({ ...(n % 2 ? sell : {}), priceTicks: 10_000 + (n % 3), sizeLots: n + 1 })
    await engine.drain()
    const look = async (from: typeof engine) => ({
      book: { ...(await from.getBook(marketId)), sequence: 0 },
      orders: await from.listOrders({ trader: alice, limit: 50 }),
      fills: await from.listFills({ trader: bob, limit: 50 }),
      candles: await from.listCandles({ marketId, interval: '5m', limit: 50 }),
      tickers: await from.getTicker(marketId),
      reservations: await from.reservationsOf(bob),
    })
    const before = await look(engine)
    expect(await look(await reopen())).toEqual(before)
    const database = openDatabase(path, { migrations: marketMigrations })
    database.exec(
      'DELETE FROM candle; DELETE FROM fill; DELETE FROM "order"; DELETE FROM snapshot; UPDATE projection SET sequence = 0',
    )
    database.close()
    expect(await look(await reopen())).toEqual(before)
  }
})

test('refuses to open a journal that lost its end', async () => {
  const { submit, engine, path, options } = await openEngine()
  await submit({})
  await engine.close()
  const database = openDatabase(path, { migrations: marketMigrations })
  database.exec('DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)')
  database.close()
  await expect(createMarketEngine(options)).rejects.toThrow(refusal('store/corrupt'))
})

test('answers nothing, takes nothing more and changes no book when the journal can’t be written', async () => {
  const { submit, engine, path, problems } = await openEngine()
  const { order } = await submit({})
  const database = openDatabase(path, { migrations: marketMigrations })
  database.exec(`CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
  database.close()
  await expect(submit({})).rejects.toThrow('disk full')
  await expect(engine.cancelOrder(order.orderId, desk)).rejects.toThrow('disk full')
  expect(await engine.getBook(marketId)).toMatchObject({ bids: [{ sizeLots: 10, orderCount: 1 }] })
  expect(problems).toHaveLength(1)
})

test('lists a market once, and leaves no trace when the same desk starts again', async () => {
  const { engine, reopen, submit } = await openEngine()
  await expect(engine.addMarket({ market: aMarket({ tickSize: 1n }) })).rejects.toThrow(refusal('input/invalid'))
  await expect(engine.addMarket({ market: aMarket({ marketId: 'TWIN' }) })).rejects.toThrow(refusal('input/invalid'))
  const reopened = await reopen()
  expect(await reopened.listMarkets()).toEqual([aMarket()])
  const { order } = await submit({})
  expect(order.sequence).toBe(4)
})

test('gives unknown markets a name', async () => {
  const { engine } = await openEngine()
  await expect(engine.getBook('NONE')).rejects.toThrow(TerminalError)
  await expect(engine.watchBook('NONE')).rejects.toThrow(refusal('market/not-found'))
  await expect(engine.listCandles({ marketId: 'NONE', interval: '1m', limit: 1 })).rejects.toThrow(
    refusal('market/not-found'),
  )
})
