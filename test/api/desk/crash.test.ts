import { rmSync } from 'node:fs'
import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import type { OrderRecord } from '../../../engine/api/order.ts'
import { createDeskClient } from '../../builders/createDeskClient.ts'
import { onboardTrader } from '../../builders/onboardTrader.ts'
import { startHost } from '../../builders/startHost.ts'

const kills = 50
/** The longest stream of orders before a kill, milliseconds. */
const longestStreamMs = 250

type Trader = Awaited<ReturnType<typeof onboardTrader>>

const listAll = async (
  desk: Awaited<ReturnType<typeof createDeskClient>>['desk'],
  trader: Hex,
): Promise<OrderRecord[]> => {
  const all: OrderRecord[] = []
  for (;;) {
    const beforeSequence = all.at(-1)?.sequence
    const page = await desk.market.listOrders({ trader, limit: 500, ...(beforeSequence && { beforeSequence }) })
    all.push(...page)
    if (page.length < 500) return all
  }
}

/** Sends orders that rest, cross each other and are cancelled, eight at a time, until the host dies under them. */
const streamOrders = async (
  desk: Awaited<ReturnType<typeof createDeskClient>>['desk'],
  trader: Trader,
  acknowledged: Map<Hex, OrderRecord>,
) => {
  const market = trader.markets[0]
  if (market === undefined) throw new Error('no market')
  const sendOne = async (index: number) => {
    const signed = await trader.sign(market, {
      priceTicks: 19_000 + (index % 50),
      sizeLots: 1 + (index % 3),
      side: index % 2 === 0 ? 'buy' : 'sell',
    })
    // The trader's own orders never trade with each other: the newer one gives way, and that is acknowledged as well.
    const { order } = await desk.market.submitOrder(signed)
    acknowledged.set(order.orderId, order)
    if (index % 5 === 0 && order.state === 'open') {
      const cancelled = await desk.market.cancelOrder({ orderId: order.orderId })
      acknowledged.set(order.orderId, cancelled)
    }
  }
  for (let index = 0; ; index += 8) {
    await Promise.all(Array.from({ length: 8 }, (_, offset) => sendOne(index + offset)))
  }
}

test(`after ${kills} kills every acknowledged order is there exactly once, as it was acknowledged`, async () => {
  const acknowledged = new Map<Hex, OrderRecord>()
  const first = await startHost({ arguments: ['--no-makers'] })
  const { dataDirectory } = first
  const setUp = await createDeskClient({ url: first.ws, token: first.token })
  const trader = await onboardTrader(setUp.desk, first.rpc)
  setUp.close()
  await first.stop()

  for (let kill = 0; kill < kills; kill += 1) {
    const host = await startHost({ dataDirectory, arguments: ['--no-makers'] })
    const { desk } = await createDeskClient({ url: host.ws, token: host.token })
    // The desk bounds the open orders of one trader.
    await desk.market.cancelAll({ trader: trader.account.address })
    const stream = streamOrders(desk, trader, acknowledged).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longestStreamMs))
    await host.kill()
    await stream
  }

  const last = await startHost({ dataDirectory, arguments: ['--no-makers'] })
  const { desk, close } = await createDeskClient({ url: last.ws, token: last.token })
  const found = await listAll(desk, trader.account.address)
  const byId = new Map(found.map((record) => [record.orderId, record]))
  expect(acknowledged.size).toBeGreaterThan(kills)
  expect(byId.size).toBe(found.length)
  for (const [orderId, record] of acknowledged) {
    const now = byId.get(orderId)
    expect(now?.sequence).toBe(record.sequence)
    // An order may have been cancelled without the answer having arrived; nothing else can have happened to it.
    if (record.state === 'open') expect(['open', 'cancelled']).toContain(now?.state)
    else expect(now?.state).toBe(record.state)
  }
  const book = await desk.market.getBook({ marketId: trader.markets[0]?.marketId ?? '' })
  const openLots = found.filter(({ state }) => state === 'open').reduce((sum, { openLots }) => sum + openLots, 0)
  const bookLots = [...book.bids, ...book.asks].reduce((sum, { sizeLots }) => sum + sizeLots, 0)
  expect(bookLots).toBe(openLots)
  close()
  await last.stop()
  rmSync(dataDirectory, { recursive: true })
}, 600_000)
