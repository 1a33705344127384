import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DecodedValue } from '../../../engine/api/decoded.ts'
import { HeadEvent } from '../../../engine/api/explorerRecords.ts'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'

let host: StartedHost
let connection: ConnectedDesk
beforeAll(async () => {
  host = await startHost()
  connection = await createDeskClient({ url: host.ws, token: host.token })
})
afterAll(async () => {
  connection?.close()
  await host?.dispose()
})

const addressOf = async (name: string) => {
  const contracts = await connection.desk.system.listContracts()
  const found = contracts.find((entry) => entry.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found.address
}

const rest = async (path: string) => {
  const response = await fetch(`${host.rest}${path}`, { headers: { authorization: `Bearer ${host.token}` } })
  return { status: response.status, body: await response.json() }
}

const findSettlement = async () => {
  const address = await addressOf('TradingModule')
  const { transactions } = await connection.desk.explorer.listTransactionsOf({ address, limit: 50 })
  const settlement = transactions.find(({ method }) => method === 'settleBatch' || method === 'settle')
  if (settlement === undefined) throw new Error('Nothing was settled.')
  return connection.desk.explorer.getTransaction({ hash: settlement.hash })
}

const memberOf = (value: DecodedValue | undefined, name: string): DecodedValue | undefined =>
  Array.isArray(value?.value) ? value.value.find((member: DecodedValue) => member.name === name) : undefined

test('reads a settlement as the desk means it: fills, token movements, the trade, who did it', async () => {
  const details = await findSettlement()
  expect(details.call).toMatchObject({ contract: 'TradingModule' })
  const [fills] = details.call?.args ?? []
  const fill = Array.isArray(fills?.value) ? (fills.value[0] as DecodedValue) : undefined
  const maker = memberOf(fill, 'maker')
  expect(memberOf(maker, 'trader')?.type).toBe('address')
  const signatures = details.logs.map(({ signature }) => signature?.split('(')[0])
  expect(signatures).toEqual(expect.arrayContaining(['Transfer', 'Trade']))
  // Payment against delivery: the cash and the treasury move in one transaction.
  const symbols = details.transfers.map(({ token }) => token.symbol)
  expect(symbols).toContain('pUSD')
  expect(symbols.some((symbol) => symbol !== 'pUSD')).toBe(true)
  const trade = details.logs.find(({ signature }) => signature?.startsWith('Trade('))
  const quantity = trade?.args?.find(({ name }) => name === 'quantity')?.value
  expect(details.transfers.map(({ amount }) => amount?.toString())).toContain(quantity)
  expect(details.names[details.from]).toBe('Settlement agent')
})

test('serves the same over REST, with amounts as decimal strings', async () => {
  const { hash, fees } = await findSettlement()
  const { status, body } = await rest(`/explorer/transactions/${hash}`)
  expect(status).toBe(200)
  expect(body.fees.totalWei).toBe(String(fees.totalWei))
  const missing = await rest(`/explorer/transactions/0x${'0'.repeat(64)}`)
  expect(missing).toMatchObject({ status: 404, body: { code: 'explorer/transaction-not-found' } })
  expect((await rest('/explorer/blocks?network=nowhere')).body.code).toBe('network/not-found')
  expect((await rest('/explorer/blocks/-1')).body.code).toBe('input/invalid')
  const logs = await rest(`/explorer/logs?event=Trade&limit=2&address=${await addressOf('TradingModule')}`)
  expect(logs.body.logs).toHaveLength(2)
})

test('names the desk’s contracts and parties, and gives the source of what runs', async () => {
  const { hits } = await connection.desk.explorer.search({ text: 'trading' })
  expect(hits).toMatchObject([
    { kind: 'account', name: 'TradingModule' },
    { kind: 'account', name: 'Trading desk' },
  ])
  const { artifact } = await connection.desk.explorer.getCode({ address: await addressOf('TradingModule') })
  expect(artifact?.sources[0]).toMatchObject({ path: 'contracts/trading/TradingModule.sol' })
})

test('streams blocks as the makers’ trades settle', async () => {
  const abort = new AbortController()
  const stream = await connection.desk.explorer.watchHead({}, { signal: abort.signal })
  const heads: number[] = []
  for await (const event of stream) {
    const { blocks } = HeadEvent.parse(event)
    heads.push(...blocks.map(({ number }) => number).reverse())
    if (heads.length >= 3) break
  }
  abort.abort()
  const [first = 0] = heads
  expect(heads).toEqual(heads.map((_, index) => first + index))
})
