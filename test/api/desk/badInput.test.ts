import { isContractProcedure } from '@orpc/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract } from '../../../engine/api/contract.ts'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { onboardTrader } from '../../builders/onboardTrader.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'

let host: StartedHost
let connection: ConnectedDesk
let trader: Awaited<ReturnType<typeof onboardTrader>>
let openOrderId: string
beforeAll(async () => {
  host = await startHost({ arguments: ['--no-makers'] })
  connection = await createDeskClient({ url: host.ws, token: host.token })
  trader = await onboardTrader(connection.desk, host.rpc)
  const signed = await trader.sign(marketOf(), { priceTicks: 19_400, sizeLots: 4 })
  openOrderId = (await connection.desk.market.submitOrder(signed)).order.orderId
})
afterAll(async () => {
  connection?.close()
  await host?.dispose()
})

const marketOf = () => {
  const market = trader.markets[0]
  if (market === undefined) throw new Error('no market')
  return market
}

/** Everything that a refused call must leave as it was. */
const readState = async () => {
  const { desk } = connection
  const { block, unsettledFills } = await desk.system.status()
  return {
    block,
    unsettledFills,
    book: await desk.market.getBook({ marketId: marketOf().marketId }),
    orders: await desk.market.listOrders({ trader: trader.account.address }),
    portfolio: await desk.market.getPortfolio({ account: trader.account.address }),
    accounts: await desk.signing.listAccounts(),
    tokens: await desk.access.listTokens(),
  }
}

const unchanged = async (attempt: () => Promise<unknown>) => {
  const before = await readState()
  await attempt()
  expect(await readState()).toEqual(before)
}

const send = (method: string, path: string, body: string | undefined, token = host.token) =>
  fetch(`${host.rest}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'GET' || body === undefined ? {} : { body }),
  })

const nastyBodies = [
  undefined,
  '',
  'null',
  '[]',
  '"text"',
  '{"__proto__":{"role":"admin"}}',
  `{"order":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  JSON.stringify({ order: { quantity: '-1' }, ticket: -1, sizeLots: 1e308, priceTicks: Number.MAX_SAFE_INTEGER + 2 }),
  JSON.stringify({ account: '0x0', address: '\u202e0x', orderId: '0x', requestId: '\0'.repeat(100), label: '' }),
]

const routes = Object.values(contract).flatMap((domain) =>
  Object.values(domain).flatMap((procedure) => {
    if (!isContractProcedure(procedure)) return []
    const { method = 'POST', path = '/' } = procedure['~orpc'].route
    const isStream = path.endsWith('/stream')
    return isStream ? [] : [{ method, path }]
  }),
)
const commands = routes.filter(({ method }) => method !== 'GET')

test.each(commands)('$method $path takes no nonsense and changes nothing', async ({ method, path }) => {
  // They need no input: a login link leaves nothing behind that the desk counts, and no coupon is due on a fresh desk.
  const isHarmless = ['/access/links', '/treasuries/yield/run'].includes(path)
  await unchanged(async () => {
    for (const body of nastyBodies) {
      for (const value of ['x', '..%2f..%2fetc%2fpasswd', '%00', '-1', `0x${'0'.repeat(64)}`]) {
        const response = await send(method, path.replace(/\{\w+\}/g, value), body)
        await response.arrayBuffer()
        if (!isHarmless) expect(response.status).toBeGreaterThanOrEqual(400)
        expect(response.status).toBeLessThan(500)
      }
    }
  })
})

test('what is asked at the wrong time is refused with its reason, and changes nothing', async () => {
  const { desk } = connection
  const unknown = `0x${'ab'.repeat(32)}`
  const stranger = '0x00000000000000000000000000000000DeaDBeef'
  const signed = await trader.sign(marketOf(), { priceTicks: 19_400, sizeLots: 4 })
  const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['order/not-found', () => desk.market.cancelOrder({ orderId: unknown })],
    ['order/not-found', () => desk.market.replaceOrder({ ...signed, orderId: unknown })],
    ['market/not-found', () => desk.market.getBook({ marketId: 'NONE' })],
    ['signing/request-not-found', () => desk.signing.signOrder({ requestId: 'none', digest: unknown })],
    ['signing/account-not-found', () => desk.signing.unlockAccount({ address: stranger, password: 'x' })],
    ['signing/account-not-found', () => desk.signing.exportAccount({ address: stranger, password: 'x' })],
    ['signing/invalid-keystore', () => desk.signing.importAccount({ label: 'x', keystore: '{}', password: 'x' })],
    ['access/token-not-found', () => desk.access.revokeToken({ tokenId: 'none' })],
    ['system/source-not-found', () => desk.system.readSource({ path: '../../etc/passwd' })],
  ]
  await unchanged(async () => {
    for (const [code, attempt] of attempts) await expect(attempt()).rejects.toMatchObject({ code })
  })
})

test("another program's order can't be cancelled or replaced", async () => {
  const { desk } = connection
  const { token, tokenId } = await desk.access.createToken({ label: 'rival', role: 'trader' })
  const rival = await createDeskClient({ url: host.ws, token })
  const signed = await trader.sign(marketOf(), { priceTicks: 19_300, sizeLots: 1 })
  await unchanged(async () => {
    await expect(rival.desk.market.cancelOrder({ orderId: openOrderId })).rejects.toMatchObject({
      code: 'order/not-owner',
    })
    await expect(rival.desk.market.replaceOrder({ ...signed, orderId: openOrderId })).rejects.toMatchObject({
      code: 'order/not-owner',
    })
    expect((await rival.desk.market.cancelAll({ trader: trader.account.address })).cancelled).toEqual([])
  })
  await desk.access.revokeToken({ tokenId })
  rival.close()
})
