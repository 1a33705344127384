import { MessageChannel } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { connectMarket } from '../../../../engine/market/worker/connectMarket.ts'
import { serveMarket } from '../../../../engine/market/worker/serveMarket.ts'
import { aMarket, cash } from '../builders.ts'
import { alice, desk, next, openEngine, sign } from '../engineBuilders.ts'

const marketId = 'BILL13'

const connect = async () => {
  const desktop = await openEngine()
  const bugs: unknown[] = []
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  serveMarket({ ...desktop.engine, setClock: async () => {} }, port2, (bug) => bugs.push(bug))
  return { ...connectMarket(port1), ...desktop, bugs }
}

test('carries calls and answers, bigints included', async () => {
  const { call } = await connect()
  expect(await call('listMarkets')).toEqual([aMarket()])
  const signed = await sign({})
  const { order } = await call('submitOrder', signed, desk)
  expect(order).toMatchObject({ state: 'open', order: signed.order })
  expect(await call('reservationsOf', alice)).toEqual({ [cash]: 1_000_300_000n })
})

test('carries expected failures with code, sentence and facts', async () => {
  const { call } = await connect()
  await expect(call('getBook', 'NONE')).rejects.toThrow(
    expect.objectContaining({
      name: 'TerminalError',
      code: 'market/not-found',
      message: 'There is no market NONE.',
      facts: { marketId: 'NONE' },
    }),
  )
  const signed = await sign({ sizeLots: 100_000_000 })
  await expect(call('submitOrder', signed, desk)).rejects.toThrow(
    expect.objectContaining({ code: 'order/balance', facts: expect.objectContaining({ reserved: 0n }) }),
  )
})

test('refuses a method that the market doesn’t have', async () => {
  const { call, bugs } = await connect()
  await expect(call('toString' as 'getBook', 'BILL13')).rejects.toThrow()
  await expect(call('constructor' as 'getBook', 'BILL13')).rejects.toThrow()
  expect(bugs).toHaveLength(2)
})

test('carries streams: a snapshot, then changes in a row', async () => {
  const { call, watch } = await connect()
  const book = await watch(undefined, 'watchBook', marketId)
  const first = await next(book)
  if (first.kind !== 'snapshot') throw new Error('No snapshot.')
  await call('submitOrder', await sign({}), desk)
  await call('submitOrder', await sign({ priceTicks: 9_999 }), desk)
  const level = { side: 'buy', sizeLots: 10, orderCount: 1 }
  const { sequence } = first.book
  expect(await next(book)).toEqual({
    kind: 'change',
    sequence: sequence + 1,
    levels: [{ ...level, priceTicks: 10_000 }],
  })
  expect(await next(book)).toEqual({
    kind: 'change',
    sequence: sequence + 2,
    levels: [{ ...level, priceTicks: 9_999 }],
  })
})

test('ends a waiting stream when its reader’s signal aborts', async () => {
  const { watch } = await connect()
  const aborter = new AbortController()
  const stream = await watch(aborter.signal, 'watchAccountOrders', alice)
  await next(stream)
  const waiting = stream.next()
  aborter.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})
