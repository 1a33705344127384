import { EventEmitter, once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { expect, test } from 'vitest'
import type { DeskClient } from '../../../engine/api/contract.ts'
import { createDeskClient } from '../../builders/createDeskClient.ts'
import { address, largeAmount } from './createTestServices.ts'
import { openTestDoors } from './openTestDoors.ts'

const order = {
  trader: address,
  token: address,
  side: 'buy' as const,
  timeInForce: 'GTC' as const,
  postOnly: false,
  maxFeeBps: 10,
  expiry: 2_000_000_000,
  nonce: 0,
}

test('carries amounts beyond 2^53 as decimal strings over REST, both ways', async () => {
  const { rest, calls } = await openTestDoors()
  const quantity = largeAmount.toString()
  const response = await rest('/orders', {
    method: 'POST',
    body: JSON.stringify({ order: { ...order, quantity, price: '1', salt: '0' }, signature: '0x00' }),
  })
  const answer = (await response.json()) as { order: { order: { quantity: unknown } } }
  expect(response.status).toBe(200)
  expect(answer.order.order.quantity).toBe(quantity)
  expect(calls).toEqual([`submit desk ${quantity}`])
})

test('carries amounts as bigint over WebSocket, both ways', async () => {
  const { doors } = await openTestDoors()
  const { desk } = await createDeskClient({ url: doors.ws, token: doors.token })
  const signed = { order: { ...order, quantity: largeAmount, price: 1n, salt: 0n }, signature: '0x00' }
  expect((await desk.market.submitOrder(signed)).order.order.quantity).toBe(largeAmount)
})

test('serves a port of a worker thread as the caller it was connected for', async () => {
  const { doors } = await openTestDoors()
  const { port1, port2 } = new MessageChannel()
  const end = doors.connectPort(port1, { principal: 'window', role: 'trader' })
  const desk: DeskClient = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  expect(await desk.access.whoAmI()).toEqual({ role: 'trader', principal: 'window' })
  expect((await desk.market.getPortfolio({ account: address })).cash).toBe(largeAmount)
  await expect(desk.access.listTokens()).rejects.toMatchObject({ code: 'access/forbidden', status: 403 })
  end()
})

test.each(['not json', '{}', { i: '1', p: { u: 7 } }, null, 7])(
  'hangs up on a port that sends what is no call: %j',
  async (message) => {
    const { doors, rest } = await openTestDoors()
    const { port1, port2 } = new MessageChannel()
    doors.connectPort(port1, { principal: 'window', role: 'admin' })
    const closed = once(port2, 'close')
    port2.postMessage(message)
    await closed
    expect((await rest('/access/me')).status).toBe(200)
  },
)

/** Electron's `MessagePortMain`: an emitter whose messages are in `data`. */
const asElectronPort = (port: MessageChannel['port1']) => {
  const emitter = new EventEmitter()
  port.on('message', (data) => emitter.emit('message', { data, ports: [] }))
  port.on('close', () => emitter.emit('close'))
  return Object.assign(emitter, {
    postMessage: (data: unknown) => port.postMessage(data),
    close: () => port.close(),
    start: () => port.start(),
  })
}

test('serves a port of Electron’s utility process, streams until it closes', async () => {
  const { doors, streams } = await openTestDoors()
  const { port1, port2 } = new MessageChannel()
  doors.connectPort(asElectronPort(port1), { principal: 'window', role: 'viewer' })
  const desk: DeskClient = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  const stream = await desk.market.watchBook({ marketId: 'T-BILL-13W' })
  expect((await stream.next()).value).toMatchObject({ kind: 'snapshot' })
  port2.close()
  await expect.poll(() => streams.open).toBe(0)
})
