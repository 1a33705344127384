import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getAddress, hashTypedData, maxUint256, recoverTypedDataAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, expect, test, vi } from 'vitest'
import { type Permit, permitTypedData } from '../../../engine/api/permit.ts'
import { createPracticeSigner } from '../../../main/signing/createPracticeSigner.ts'
import { createSigning, type PermitRequest, type SigningOptions } from '../../../main/signing/createSigning.ts'
import { createKeystoreSigner } from '../../../main/signing/keystore/createKeystoreSigner.ts'
import type { Signer } from '../../../main/signing/Signer.ts'
import { createManualClock } from './manualClock.ts'

const ownerKey = `0x${'11'.repeat(32)}` as const
const otherKey = `0x${'22'.repeat(32)}` as const
const owner = privateKeyToAccount(ownerKey).address
const other = privateKeyToAccount(otherKey).address
const wrongDigest = `0x${'ab'.repeat(32)}` as const

const permitFor = (byte: string, changes: Partial<Permit> = {}): Permit => {
  const permit = {
    token: getAddress(`0x${byte.repeat(20)}`),
    symbol: byte,
    domain: { name: `Token ${byte}`, version: '1', chainId: 7_357 },
    owner,
    spender: getAddress(`0x${'cc'.repeat(20)}`),
    value: maxUint256,
    nonce: 0n,
    deadline: 1_800_000_000,
    ...changes,
  }
  return { ...permit, digest: hashTypedData(permitTypedData(permit)) }
}
const permits = ['a1', 'a2', 'a3'].map((byte) => permitFor(byte))
const digests = permits.map(({ digest }) => digest)
const request: PermitRequest = { requestId: 'request-1', account: owner, permits }

const directory = mkdtempSync(join(tmpdir(), 'permits-'))
afterAll(() => rmSync(directory, { recursive: true }))

const practice = createPracticeSigner([
  { label: 'Owner', privateKey: ownerKey },
  { label: 'Other', privateKey: otherKey },
])
const create = async (options: Partial<SigningOptions> = {}) => {
  const { clock } = createManualClock()
  const keystore = await createKeystoreSigner({ directory, clock, scryptCost: { n: 2, r: 8, p: 1 } })
  const alarm = vi.fn<SigningOptions['alarm']>()
  const rechecks = { recheck: async () => ({}), recheckPermits: async () => ({}) }
  const signing = createSigning({ signers: [practice], keystore, clock, ...rechecks, alarm, ...options })
  const sign = (shown: readonly `0x${string}`[] = digests, account = owner, principal = 'desk') =>
    signing.signPermits({ requestId: 'request-1', account, digests: shown }, principal)
  return { signing, sign, alarm, keystore }
}

test('signs every permit, so that each recovers to its owner', async () => {
  const { signing, sign } = await create()
  signing.registerPermits(request, 'desk')
  const { permits: signedPermits, signed } = await sign()
  expect(signedPermits).toEqual(permits)
  expect(signed.map(({ digest }) => digest)).toEqual(digests)
  for (const [index, permit] of permits.entries()) {
    const signature = signed[index]?.signature ?? '0x'
    expect(await recoverTypedDataAddress({ ...permitTypedData(permit), signature })).toBe(owner)
  }
})

test('signs a request once, also when asked twice at the same time', async () => {
  const { signing, sign } = await create()
  signing.registerPermits(request, 'desk')
  const results = await Promise.allSettled([sign(), sign()])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await expect(sign()).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test.each([
  ['a flipped one', digests.with(1, wrongDigest)],
  ['one less', digests.slice(1)],
  ['one more', [...digests, wrongDigest]],
  ['another order', digests.toReversed()],
  ['none', []],
])('refuses digests with %s, and keeps the request', async (_, shown) => {
  const { signing, sign } = await create()
  signing.registerPermits(request, 'desk')
  await expect(sign(shown)).rejects.toMatchObject({ code: 'signing/digest-mismatch' })
  await expect(sign()).resolves.toMatchObject({ signed: digests.map((digest) => ({ digest, signer: owner })) })
})

test.each<[string, Partial<Permit>]>([
  ['spender', { spender: other }],
  ['value', { value: 1n }],
  ['nonce', { nonce: 1n }],
  ['deadline', { deadline: 1_800_000_001 }],
  ['token', { token: other }],
  ['network', { domain: { name: 'Token a2', version: '1', chainId: 1 } }],
])('refuses a permit of another %s than its digest belongs to', async (_, change) => {
  const { signing, sign } = await create()
  const tampered = permits.with(1, { ...permitFor('a2'), ...change })
  signing.registerPermits({ ...request, permits: tampered }, 'desk')
  await expect(sign()).rejects.toMatchObject({ code: 'signing/digest-mismatch' })
})

test('refuses a permit of another owner than the account', async () => {
  const { signing, sign } = await create()
  const theirs = permits.with(1, permitFor('a2', { owner: other }))
  signing.registerPermits({ ...request, permits: theirs }, 'desk')
  await expect(sign(theirs.map(({ digest }) => digest))).rejects.toMatchObject({ code: 'signing/digest-mismatch' })
})

test('refuses another caller and another account than those it was prepared for', async () => {
  const { signing, sign } = await create()
  signing.registerPermits(request, 'desk')
  await expect(sign(digests, owner, 'somebody')).rejects.toMatchObject({ code: 'signing/request-not-found' })
  await expect(sign(digests, other)).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('takes no permits of an account that nobody holds', async () => {
  const { signing } = await create({ signers: [] })
  expect(() => signing.registerPermits(request, 'desk')).toThrow(`can't sign with ${owner}`)
})

test('lets nothing out and raises the alarm when another key signed one of them', async () => {
  const wrongOnce: Signer = {
    accounts: practice.accounts,
    signTypedData: (address, payload) =>
      practice.signTypedData(payload.domain?.verifyingContract === permits[2]?.token ? other : address, payload),
  }
  const { signing, sign, alarm } = await create({ signers: [wrongOnce] })
  signing.registerPermits(request, 'desk')
  await expect(sign()).rejects.toMatchObject({ code: 'signing/refused' })
  expect(alarm).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ digest: digests[2], expectedSigner: owner, recoveredSigner: other }),
  )
  await expect(sign()).rejects.toMatchObject({ code: 'signing/request-not-found' })
})

test('signs nothing when a token wants another permit than the one shown', async () => {
  const signTypedData = vi.fn<Signer['signTypedData']>(practice.signTypedData)
  const { signing, sign } = await create({
    signers: [{ accounts: practice.accounts, signTypedData }],
    recheckPermits: async () => ({ effectsChanged: 'Another nonce.' }),
  })
  signing.registerPermits(request, 'desk')
  await expect(sign()).rejects.toMatchObject({ code: 'signing/effects-changed', message: 'Another nonce.' })
  expect(signTypedData).not.toHaveBeenCalled()
})

test('keeps the request while its account is locked, and signs after it was unlocked', async () => {
  const { signing, keystore } = await create()
  const account = getAddress((await keystore.createAccount({ label: 'Locked', password: 'password' })).address)
  const own = permits.map((_, index) => permitFor(`b${index}`, { owner: account }))
  signing.registerPermits({ requestId: 'own', account, permits: own }, 'desk')
  const input = { requestId: 'own', account, digests: own.map(({ digest }) => digest) }
  await expect(signing.signPermits(input, 'desk')).rejects.toMatchObject({ code: 'signing/locked' })
  await keystore.unlockAccount(account, 'password')
  await expect(signing.signPermits(input, 'desk')).resolves.toMatchObject({ permits: own })
})
