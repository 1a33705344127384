import type { Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { onboardTrader } from '../../builders/onboardTrader.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'

let host: StartedHost
let connection: ConnectedDesk
let trader: Awaited<ReturnType<typeof onboardTrader>>
beforeAll(async () => {
  host = await startHost()
  connection = await createDeskClient({ url: host.ws, token: host.token })
  trader = await onboardTrader(connection.desk, host.rpc)
})
afterAll(async () => {
  connection?.close()
  await host?.dispose()
})

const toJson = (value: unknown) =>
  JSON.stringify(value, (_key, member) => (typeof member === 'bigint' ? member.toString() : member))

const rest = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${host.rest}${path}`, {
    method,
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: toJson(body) }),
  })
  return { status: response.status, body: await response.json() }
}

const firstMarket = () => {
  const market = trader.markets[0]
  if (market === undefined) throw new Error('no market')
  return market
}

test('the OpenAPI document describes placing an order', async () => {
  const response = await fetch(`${new URL(host.rest).origin}/openapi.json`, {
    headers: { authorization: `Bearer ${host.token}` },
  })
  const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, unknown>> }
  expect(document.openapi).toMatch(/^3\.1/)
  expect(Object.keys(document.paths['/orders'] ?? {})).toEqual(expect.arrayContaining(['get', 'post']))
})

test('an order placed over REST fills, is seen on the WebSocket, and its settlement has a receipt over JSON-RPC', async () => {
  const market = firstMarket()
  const book = await connection.desk.market.getBook({ marketId: market.marketId })
  const best = book.asks[0]
  if (best === undefined) throw new Error('The makers quote nothing.')
  const abort = new AbortController()
  const stream = await connection.desk.market.watchAccount(
    { account: trader.account.address },
    { signal: abort.signal },
  )
  const signed = await trader.sign(market, { priceTicks: best.priceTicks + 20, sizeLots: 3, timeInForce: 'IOC' })
  const placed = await rest('POST', '/orders', signed)
  expect(placed.status).toBe(200)
  expect(placed.body.order.state).toBe('filled')

  let settled: { transactionHash?: Hex; buyer: string } | undefined
  for await (const event of stream) {
    settled = event.fills.find(({ settlement }) => settlement === 'settled')
    if (settled !== undefined) break
  }
  abort.abort()
  expect(settled?.buyer).toBe(trader.account.address)
  const receipt = await trader.wallet.getTransactionReceipt({ hash: settled?.transactionHash ?? '0x' })
  expect(receipt.status).toBe('success')
  expect(receipt.to?.toLowerCase()).toBe(trader.domain.verifyingContract.toLowerCase())
})

test('the same order twice is refused as a duplicate, and trades once', async () => {
  const signed = await trader.sign(firstMarket(), { priceTicks: 19_000, sizeLots: 1 })
  expect((await rest('POST', '/orders', signed)).status).toBe(200)
  const again = await rest('POST', '/orders', signed)
  expect(again).toMatchObject({ status: 409, body: { code: 'order/duplicate' } })
})

test('a cancelled order leaves the book and frees what it held back', async () => {
  const market = firstMarket()
  const signed = await trader.sign(market, { priceTicks: 19_000, sizeLots: 5 })
  const placed = await rest('POST', '/orders', signed)
  const held = await rest('GET', `/portfolio/${trader.account.address}`)
  const cancelled = await rest('DELETE', `/orders/${placed.body.order.orderId}`)
  const freed = await rest('GET', `/portfolio/${trader.account.address}`)
  expect(cancelled.body.state).toBe('cancelled')
  const payment = 5n * 10n * 19_000n * 5_000n
  expect(BigInt(held.body.cashInOrders) - BigInt(freed.body.cashInOrders)).toBeGreaterThanOrEqual(payment)
})

const refused = async (changes: Parameters<typeof trader.sign>[1], tamper: Record<string, unknown> = {}) => {
  const signed = await trader.sign(firstMarket(), changes)
  return (await rest('POST', '/orders', { ...signed, order: { ...signed.order, ...tamper } })).body.code
}

test.each([
  ['order/tick-size', { priceTicks: 19_500, sizeLots: 1, price: 97_500_001n }],
  ['order/lot-size', { priceTicks: 19_500, sizeLots: 1, quantity: 9_999_999n }],
  ['order/expired', { priceTicks: 19_500, sizeLots: 1, expiry: 1_700_000_000 }],
  ['order/price-band', { priceTicks: 25_000, sizeLots: 1 }],
  ['order/balance', { priceTicks: 19_500, sizeLots: 100_000 }],
] as const)('refuses an order with %s', async (code, changes) => {
  expect(await refused(changes)).toBe(code)
})

test('refuses an order that was changed after it was signed', async () => {
  expect(await refused({ priceTicks: 19_500, sizeLots: 1 }, { quantity: 20_000_000n })).toBe('order/signature')
})

test('a second host on the same folder is refused', async () => {
  await expect(startHost({ dataDirectory: host.dataDirectory })).rejects.toThrow('Another host is using')
})

type RpcAnswer = { readonly result?: unknown; readonly error?: { readonly code: number } }

const askRpc = async (url: string, headers: Record<string, string>, method: string, params: readonly unknown[]) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  return (await response.json()) as RpcAnswer
}
/** The door without the key in its URL: whoever knocks there needs the token. */
const asAdministrator = (method: string, ...params: unknown[]) =>
  askRpc(`${new URL(host.rpc).origin}/rpc`, { authorization: `Bearer ${host.token}` }, method, params)
const withKey = (method: string, ...params: unknown[]) => askRpc(host.rpc, {}, method, params)

test('the administrator has ten unlocked accounts with 10,000 ETH each, and sends from them', async () => {
  const accounts = (await asAdministrator('eth_accounts')).result as string[]
  expect(accounts).toHaveLength(10)
  for (const account of accounts) {
    expect(await asAdministrator('eth_getBalance', account, 'latest')).toMatchObject({
      result: '0x21e19e0c9bab2400000',
    })
  }
  const [from, to] = accounts
  const { result: hash } = await asAdministrator('eth_sendTransaction', { from, to, value: '0x1' })
  expect(await asAdministrator('eth_getTransactionReceipt', hash)).toMatchObject({ result: { status: '0x1', from } })
})

test('the key in the URL opens none of the unlocked accounts', async () => {
  expect(await withKey('eth_accounts')).toMatchObject({ result: [] })
  const [from] = (await asAdministrator('eth_accounts')).result as string[]
  expect(await withKey('eth_sendTransaction', { from, to: from })).toMatchObject({ error: { code: 4100 } })
  expect(await withKey('personal_sign', '0x00', from)).toMatchObject({ error: { code: 4100 } })
  expect(await withKey('anvil_impersonateAccount', from)).toMatchObject({ error: { code: 4100 } })
})

test('not even the administrator takes blocks away from under the market', async () => {
  for (const method of ['anvil_reset', 'ganache_reset', 'anvil_reorg', 'hardhat_loadState']) {
    expect(await asAdministrator(method)).toMatchObject({ error: { code: -32000 } })
  }
})
