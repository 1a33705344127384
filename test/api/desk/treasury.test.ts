import { keccak256 } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewTreasury } from '../../../engine/api/treasury.ts'
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

const text = new TextEncoder().encode('Terms of the 4.125 % note of 2031.')
const note: NewTreasury = {
  name: 'Note of a desk',
  symbol: 'DESK-5Y',
  isin: 'XQ0DESK5Y001',
  kind: 'note',
  currency: 'USD',
  issueDate: '2026-11-16',
  maturityDate: '2031-11-16',
  dayCount: 'ACT/ACT',
  couponsPerYear: 2,
  couponRate: 41_250_000,
  faceValue: 100_000_000n,
  issuePrice: 99_800_000n,
  documentHash: keccak256(text),
}

test('an issue is created, priced and documented through the door', async () => {
  const { treasury } = connection.desk
  const { token } = await treasury.create(note)
  await treasury.setStatus({ token, status: 'active' })
  const { hash } = await treasury.addDocument({
    token,
    name: 'terms',
    mediaType: 'text/plain',
    contentBase64: Buffer.from(text).toString('base64'),
  })
  expect(hash).toBe(note.documentHash)
  expect(await treasury.listDocuments({ token })).toMatchObject([{ name: 'terms', hash, isStored: true }])
  const stored = await treasury.readDocument({ hash })
  expect(Buffer.from(stored.contentBase64, 'base64')).toEqual(Buffer.from(text))
  expect(await treasury.listCoupons({ token })).toHaveLength(10)
  expect(await treasury.list()).toContainEqual(await treasury.get({ token }))
  await expect(treasury.create(note)).rejects.toMatchObject({ code: 'treasury/exists' })
})

test("what a contract refuses is told in the door's errors", async () => {
  const { treasury } = connection.desk
  const [first] = await treasury.list()
  const token = first?.token ?? '0x'
  await expect(treasury.setStatus({ token, status: 'redeemed' })).rejects.toMatchObject({
    code: 'contract/reverted',
    data: { error: 'IllegalTransition' },
  })
  await expect(treasury.get({ token: `0x${'1'.repeat(40)}` })).rejects.toMatchObject({ code: 'treasury/not-found' })
  await expect(treasury.readDocument({ hash: keccak256('0x') })).rejects.toMatchObject({
    code: 'treasury/document-not-found',
  })
})

test('a bill that matured while the desk was away is paid back at the next run', async () => {
  const { treasury, market } = connection.desk
  const bill = (await treasury.list()).find(({ symbol }) => symbol === 'PTB-13W')
  const token = bill?.token ?? '0x'
  const maturityS = Date.parse(`${bill?.maturityDate}T00:00:00Z`) / 1000
  const rpc = async (method: string, ...params: unknown[]) =>
    fetch(new URL('/rpc', host.rpc), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
  await rpc('evm_setNextBlockTimestamp', maturityS + 60)
  await rpc('evm_mine')
  expect((await treasury.runYield()).failed).toEqual([])
  expect(await treasury.get({ token })).toMatchObject({ status: 'redeemed', supply: 0n })
  expect((await market.listMarkets()).length).toBeGreaterThan(0)
})
