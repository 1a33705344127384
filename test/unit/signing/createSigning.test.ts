import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { domainSeparator, getAddress, type Hex, hashStruct, hashTypedData, recoverAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { type OrderDomain, orderTypedData, type PreparedOrder, type SignableOrder } from '../../../engine/api/order.ts'
import type { CallContext } from '../../../engine/api/services.ts'
import { createPracticeSigner } from '../../../main/signing/createPracticeSigner.ts'
import { createSigning, type SigningOptions } from '../../../main/signing/createSigning.ts'
import { createKeystoreSigner } from '../../../main/signing/keystore/createKeystoreSigner.ts'
import type { Signer } from '../../../main/signing/Signer.ts'
import { createManualClock } from './manualClock.ts'

const traderKey = `0x${'11'.repeat(32)}` as const
const otherKey = `0x${'22'.repeat(32)}` as const
const trader = privateKeyToAccount(traderKey).address
const other = privateKeyToAccount(otherKey).address
const context: CallContext = { caller: { principal: 'desk', role: 'signer' }, signal: new AbortController().signal }

const order: SignableOrder = {
  trader,
  token: getAddress(`0x${'aa'.repeat(20)}`),
  side: 'buy',
  timeInForce: 'GTC',
  postOnly: false,
  quantity: 1_000_000_000_000_000_000n,
  price: 98_500_000n,
  maxFeeBps: 5,
  expiry: 1_800_000_000,
  nonce: 0,
  salt: 7n,
}
const domain: OrderDomain = { chainId: 7_357, verifyingContract: getAddress(`0x${'bb'.repeat(20)}`) }

const prepare = (changes: Partial<SignableOrder> = {}, requestId = 'request-1'): PreparedOrder => {
  const changed = { ...order, ...changes }
  const typedData = orderTypedData(changed, domain)
  return {
    requestId,
    marketId: 'PTB-13W',
    order: changed,
    domain,
    domainHash: domainSeparator({ domain: typedData.domain }),
    messageHash: hashStruct({ types: typedData.types, primaryType: 'Order', data: typedData.message }),
    digest: hashTypedData(typedData),
    preview: { fillsNowLots: 0, restsLots: 1, notional: 1n, accrued: 0n, fee: 0n, total: 1n, problems: [] },
    legs: [{ priceTicks: 1, sizeLots: 1, role: 'maker' }],
    effects: [{ account: trader, asset: domain.verifyingContract, symbol: 'USDQ', decimals: 6, change: -1n }],
    settlementGas: 100_000n,
    simulatedAtBlock: 1,
    warnings: [],
  }
}

const directory = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(directory, { recursive: true }))

let time: ReturnType<typeof createManualClock>
beforeEach(() => {
  time = createManualClock()
})

const practice = createPracticeSigner([
  { label: 'Trader', privateKey: traderKey },
  { label: 'Other', privateKey: otherKey },
])
const create = async (options: Partial<SigningOptions> = {}) => {
  const keystore = await createKeystoreSigner({ directory, clock: time.clock, scryptCost: { n: 2, r: 8, p: 1 } })
  const recheck = vi.fn<SigningOptions['recheck']>(async () => ({}))
  const alarm = vi.fn<SigningOptions['alarm']>()
  const recheckPermits = vi.fn<SigningOptions['recheckPermits']>(async () => ({}))
  const rechecks = { recheck, recheckPermits }
  const signing = createSigning({ signers: [practice], keystore, clock: time.clock, ...rechecks, alarm, ...options })
  const sign = (requestId: string, digest: Hex, caller = context) =>
    signing.services.signOrder({ requestId, digest }, caller)
  return { signing, sign, recheck, alarm, keystore }
}
const signerThatSigns = (sign: Signer['signTypedData']): Signer => ({
  accounts: practice.accounts,
  signTypedData: sign,
})

test('signs what was prepared, so that the digest recovers to the trader', async () => {
  const { signing, sign } = await create()
  const prepared = prepare()
  signing.registerOrder(prepared)
  const answer = await sign('request-1', prepared.digest)
  expect(answer).toMatchObject({ digest: prepared.digest, signer: trader })
  expect(await recoverAddress({ hash: prepared.digest, signature: answer.signature as Hex })).toBe(trader)
})

test('signs a request once', async () => {
  const { signing, sign } = await create()
  const { digest } = prepare()
  signing.registerOrder(prepare())
  await sign('request-1', digest)
  await expect(sign('request-1', digest)).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('signs a request once when asked twice at the same time', async () => {
  const { signing, sign } = await create()
  const { digest } = prepare()
  signing.registerOrder(prepare())
  const results = await Promise.allSettled([sign('request-1', digest), sign('request-1', digest)])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('refuses a request that was never prepared', async () => {
  const { sign } = await create()
  await expect(sign('nothing', prepare().digest)).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('refuses a request that is too old', async () => {
  const { signing, sign } = await create({ keepRequestsForMs: 1_000 })
  signing.registerOrder(prepare())
  time.advance(1_000)
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('keeps a bounded number of requests: the oldest gives way', async () => {
  const { signing, sign } = await create({ requestCapacity: 2 })
  for (const id of ['a', 'b', 'c']) signing.registerOrder(prepare({}, id))
  await expect(sign('a', prepare().digest)).rejects.toMatchObject({ code: 'signing/request-not-found' })
  await expect(sign('b', prepare().digest)).resolves.toMatchObject({ signer: trader })
})

test('refuses to take a request id twice', async () => {
  const { signing } = await create()
  signing.registerOrder(prepare())
  expect(() => signing.registerOrder(prepare({ salt: 8n }))).toThrow('already')
})

test('refuses another caller than the one who prepared', async () => {
  const { signing, sign } = await create()
  signing.registerOrder(prepare(), 'somebody')
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('refuses another digest than the prepared one, and keeps the request', async () => {
  const { signing, sign } = await create()
  signing.registerOrder(prepare())
  await expect(sign('request-1', prepare({ salt: 8n }).digest)).rejects.toMatchObject({
    code: 'signing/digest-mismatch',
  })
  await expect(sign('request-1', prepare().digest)).resolves.toMatchObject({ signer: trader })
})

const anyChange: fc.Arbitrary<Partial<SignableOrder>> = fc
  .record(
    {
      trader: fc.constant(other),
      token: fc.constant(domain.verifyingContract),
      side: fc.constant('sell' as const),
      timeInForce: fc.constantFrom('GTD' as const, 'IOC' as const, 'FOK' as const),
      postOnly: fc.constant(true),
      quantity: fc.bigInt(0n, 2n ** 256n - 1n).filter((value) => value !== order.quantity),
      price: fc.bigInt(0n, 2n ** 256n - 1n).filter((value) => value !== order.price),
      maxFeeBps: fc.integer({ min: 0, max: 65_535 }).filter((value) => value !== order.maxFeeBps),
      expiry: fc.nat().filter((value) => value !== order.expiry),
      nonce: fc.integer({ min: 1, max: 2 ** 31 }),
      salt: fc.bigInt(0n, 2n ** 256n - 1n).filter((value) => value !== order.salt),
    },
    { requiredKeys: [] },
  )
  .filter((change) => Object.keys(change).length > 0)

test('refuses any order other than the one its digest belongs to', async () => {
  const { signing, sign } = await create({ requestCapacity: 100_000 })
  let count = 0
  await fc.assert(
    fc.asyncProperty(anyChange, async (change) => {
      const requestId = `changed-${count++}`
      const prepared = prepare({}, requestId)
      signing.registerOrder({ ...prepared, order: { ...prepared.order, ...change } })
      await expect(sign(requestId, prepared.digest)).rejects.toMatchObject({ code: 'signing/digest-mismatch' })
    }),
  )
})

test('signs the order as it was registered, whatever its maker changes later', async () => {
  const { signing, sign } = await create({ requestCapacity: 100_000 })
  let count = 0
  await fc.assert(
    fc.asyncProperty(anyChange, async (change) => {
      const prepared = prepare({}, `mutated-${count++}`)
      const { digest } = prepared
      signing.registerOrder(prepared)
      Object.assign(prepared.order, change)
      Object.assign(prepared, { digest: hashTypedData(orderTypedData(prepared.order, domain)) })
      await expect(sign(prepared.requestId, prepared.digest)).rejects.toMatchObject({ code: 'signing/digest-mismatch' })
      const { signature } = await sign(prepared.requestId, digest)
      expect(await recoverAddress({ hash: digest, signature: signature as Hex })).toBe(trader)
    }),
    { numRuns: 25 },
  )
})

test('refuses a prepared order with a wrong domain, domain hash or message hash', async () => {
  const { signing, sign } = await create()
  const wrong = `0x${'00'.repeat(32)}` as const
  const changes: Partial<PreparedOrder>[] = [
    { domain: { ...domain, chainId: 1 } },
    { domain: { ...domain, verifyingContract: order.token } },
    { domainHash: wrong },
    { messageHash: wrong },
  ]
  for (const [index, change] of changes.entries()) {
    signing.registerOrder({ ...prepare({}, `wrong-${index}`), ...change })
    await expect(sign(`wrong-${index}`, prepare().digest)).rejects.toMatchObject({ code: 'signing/digest-mismatch' })
  }
})

test('refuses when the effects changed, with the reason, and wants a new review', async () => {
  const { signing, sign } = await create({ recheck: async () => ({ effectsChanged: 'You would now pay 2 more.' }) })
  signing.registerOrder(prepare())
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({
    code: 'signing/effects-changed',
    message: 'You would now pay 2 more.',
  })
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('refuses and raises the alarm when another key signed', async () => {
  const wrongAccount = signerThatSigns((_, payload) => practice.signTypedData(other, payload))
  const { signing, sign, alarm } = await create({ signers: [wrongAccount] })
  signing.registerOrder(prepare())
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/refused' })
  expect(alarm).toHaveBeenCalledExactlyOnceWith({
    kind: 'wrong-signature',
    requestId: 'request-1',
    digest: prepare().digest,
    expectedSigner: trader,
    recoveredSigner: other,
    atMs: time.clock.nowMs(),
  })
})

test('refuses and raises the alarm when another payload was signed', async () => {
  const otherPayload = orderTypedData({ ...order, price: 1n }, domain)
  const { signing, sign, alarm } = await create({
    signers: [signerThatSigns((address) => practice.signTypedData(address, { ...otherPayload }))],
  })
  signing.registerOrder(prepare())
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/refused' })
  expect(alarm).toHaveBeenCalledOnce()
})

test.each(['0x', '0x1234', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(65)}`] as const)(
  'refuses and raises the alarm on the malformed signature %s',
  async (signature) => {
    const { signing, sign, alarm } = await create({ signers: [signerThatSigns(async () => signature)] })
    signing.registerOrder(prepare())
    await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/refused' })
    expect(alarm).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ recoveredSigner: undefined }))
  },
)

test('refuses an account that nobody holds', async () => {
  const { signing, sign } = await create({ signers: [] })
  signing.registerOrder(prepare())
  await expect(sign('request-1', prepare().digest)).rejects.toMatchObject({ code: 'signing/account-not-found' })
})

test('keeps the request while its account is locked, and signs after it was unlocked', async () => {
  const { signing, sign, keystore } = await create()
  const account = await keystore.createAccount({ label: 'Locked', password: 'password' })
  const prepared = prepare({ trader: getAddress(account.address) })
  signing.registerOrder(prepared)
  await expect(sign('request-1', prepared.digest)).rejects.toMatchObject({ code: 'signing/locked' })
  await signing.services.unlockAccount({ address: getAddress(account.address), password: 'password' }, context)
  await expect(sign('request-1', prepared.digest)).resolves.toMatchObject({ signer: account.address })
})

test('gives the request back when its account is locked in the middle', async () => {
  const created = await create({
    recheck: async () => {
      created.keystore.lockAll()
      return {}
    },
  })
  const { signing, sign, keystore } = created
  const account = await keystore.createAccount({ label: 'Locked later', password: 'password' })
  const prepared = prepare({ trader: getAddress(account.address) })
  signing.registerOrder(prepared)
  await keystore.unlockAccount(getAddress(account.address), 'password')
  await expect(sign('request-1', prepared.digest)).rejects.toMatchObject({ code: 'signing/locked' })
  await expect(sign('request-1', prepared.digest)).rejects.toMatchObject({ code: 'signing/locked' })
})

test('lists every account once, the practice ones first', async () => {
  const { signing, keystore } = await create()
  await keystore.createAccount({ label: 'Own', password: 'password' })
  const accounts = await signing.services.listAccounts(undefined, context)
  expect(accounts.slice(0, 2)).toEqual([
    { address: trader, label: 'Trader', kind: 'practice', locked: false },
    { address: other, label: 'Other', kind: 'practice', locked: false },
  ])
  expect(accounts.slice(2).every(({ kind }) => kind === 'keystore')).toBe(true)
  expect(new Set(accounts.map(({ address }) => address)).size).toBe(accounts.length)
})
