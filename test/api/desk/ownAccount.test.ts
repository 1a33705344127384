import { maxUint256 } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'
import { waitForOutcome } from '../../builders/waitForOutcome.ts'

const password = 'correct horse'
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

const openKeystoreAccount = async ({ unlock = true } = {}) => {
  const { signing } = connection.desk
  const { address } = await signing.createAccount({ label: 'My own', password })
  if (unlock) await signing.unlockAccount({ address, password })
  return address
}

const prepare = async (account: string) => {
  const prepared = await connection.desk.practice.prepareOnboarding({ account })
  return { requestId: prepared.requestId, digests: prepared.permits.map(({ digest }) => digest), prepared }
}

test('an account of the keystore signs its permits, and its order fills and settles', async () => {
  const { desk } = connection
  const account = await openKeystoreAccount()
  expect(await desk.practice.getStanding({ account })).toEqual({ account, mayTrade: false })
  const { requestId, digests } = await prepare(account)
  const { transactionHashes } = await desk.practice.onboard({ account, permits: { requestId, digests } })
  expect(transactionHashes.length).toBeGreaterThan(2 * digests.length)
  expect(await desk.practice.getStanding({ account })).toEqual({ account, mayTrade: true })

  const prepared = await desk.market.prepareOrder({
    trader: account,
    marketId: 'PTB-13W',
    side: 'buy',
    type: 'market',
    sizeLots: 3,
  })
  const { signature } = await desk.signing.signOrder({ requestId: prepared.requestId, digest: prepared.digest })
  const { order, fills } = await desk.market.submitOrder({ order: prepared.order, signature })
  expect(order.state).toBe('filled')
  const outcome = await waitForOutcome(connection.desk, account, fills[0]?.fillId ?? 'none')
  expect(outcome).toMatchObject({ settlement: 'settled', buyer: account })
})

test('what is prepared names what the account gets and everything that it signs', async () => {
  const { desk } = connection
  const account = await openKeystoreAccount({ unlock: false })
  const { prepared } = await prepare(account)
  const markets = await desk.market.listMarkets()
  const contracts = await desk.system.listContracts()
  const cash = markets[0]?.settlementToken.address
  const tokens = [cash, ...markets.map(({ treasury }) => treasury.token)]
  expect(prepared.permits.map(({ token }) => token)).toEqual(tokens)
  const spender = contracts.find(({ name }) => name === 'TradingModule')?.address
  for (const permit of prepared.permits) {
    expect(permit).toMatchObject({ owner: account, spender, value: maxUint256, nonce: 0n })
  }
  expect(prepared.effects[0]).toEqual({
    account,
    asset: cash,
    symbol: 'pUSD',
    decimals: 6,
    change: 10_000_000_000_000n,
  })
  expect(prepared.effects.map(({ asset }) => asset)).toEqual(tokens)
})

test('a locked account signs nothing and is given nothing; unlocked, the same request goes on', async () => {
  const { desk } = connection
  const account = await openKeystoreAccount({ unlock: false })
  const { requestId, digests } = await prepare(account)
  const open = () => desk.practice.onboard({ account, permits: { requestId, digests } })
  await expect(open()).rejects.toMatchObject({ code: 'signing/locked', status: 423 })
  expect((await desk.market.getPortfolio({ account })).cash).toBe(0n)
  await desk.signing.unlockAccount({ address: account, password })
  await open()
  expect(await desk.practice.getStanding({ account })).toEqual({ account, mayTrade: true })
})

test('a wrong digest, another account and a used request are refused', async () => {
  const { desk } = connection
  const [account, other] = [await openKeystoreAccount(), await openKeystoreAccount()]
  const { requestId, digests } = await prepare(account)
  const flipped = digests.with(2, `0x${'ab'.repeat(32)}`)
  for (const wrong of [flipped, digests.slice(1), digests.toReversed(), []]) {
    await expect(desk.practice.onboard({ account, permits: { requestId, digests: wrong } })).rejects.toMatchObject({
      code: 'signing/digest-mismatch',
    })
  }
  await expect(desk.practice.onboard({ account: other, permits: { requestId, digests } })).rejects.toMatchObject({
    code: 'signing/request-not-found',
  })
  expect((await desk.market.getPortfolio({ account })).cash).toBe(0n)
  await desk.practice.onboard({ account, permits: { requestId, digests } })
  await expect(desk.practice.onboard({ account, permits: { requestId, digests } })).rejects.toMatchObject({
    code: 'signing/request-not-found',
  })
})

test('permits whose nonce was used meanwhile are not signed', async () => {
  const { desk } = connection
  const account = await openKeystoreAccount()
  const [first, second] = [await prepare(account), await prepare(account)]
  await desk.practice.onboard({ account, permits: { requestId: first.requestId, digests: first.digests } })
  await expect(
    desk.practice.onboard({ account, permits: { requestId: second.requestId, digests: second.digests } }),
  ).rejects.toMatchObject({ code: 'signing/effects-changed' })
})

test('an account that this desk has no key of gets nothing prepared', async () => {
  const stranger = `0x${'12'.repeat(20)}`
  await expect(prepare(stranger)).rejects.toMatchObject({ code: 'signing/account-not-found' })
})
