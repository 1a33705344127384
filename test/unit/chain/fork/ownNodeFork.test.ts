import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TransactionReceipt } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { TerminalError } from '../../../../engine/api/errors.ts'
import type { ForkPointRequest } from '../../../../engine/chain/fork/resolveForkPoint.ts'
import { alice, bob, carol, dave, openTestChain, type TestChain } from '../openTestChain.ts'
import { compileProbe, probeAbi } from '../probeContract.ts'
import { type ForkedChain, openForkedChain, prepareFork } from './openTestFork.ts'
import { type ServedChain, serveChain, type Tamper } from './serveChain.ts'

let upstream: TestChain
let probe: `0x${string}`
let folder: string
let served: ServedChain[]
const open: ForkedChain[] = []

beforeAll(async () => {
  upstream = await openTestChain()
  const hash = await upstream.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  probe = (await upstream.client.getTransactionReceipt({ hash })).contractAddress ?? '0x'
  for (const key of [1n, 2n, 3n]) {
    await upstream.wallet.writeContract({
      address: probe,
      abi: probeAbi,
      functionName: 'store',
      args: [key, key * 11n],
    })
  }
})
afterAll(() => upstream.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fork-'))
  served = [await serveChain(upstream), await serveChain(upstream), await serveChain(upstream)]
})
afterEach(async () => {
  for (const chain of open.splice(0)) {
    await chain.close()
    expect(chain.errors).toEqual([])
  }
  for (const { close } of served) close()
  rmSync(folder, { recursive: true, force: true })
})

const openFork = async (endpoints = 1, request: Partial<ForkPointRequest> = {}) => {
  const urls = served.slice(0, endpoints).map(({ url }) => url)
  const source = await prepareFork({ urls, cacheFile: join(folder, 'cache.sqlite'), ...request })
  const chain = await openForkedChain(source, { file: join(folder, 'chain.sqlite') })
  open.push(chain)
  return { ...chain, source }
}
const first = (): ServedChain => served[0] as ServedChain
const withoutProofs: Tamper = (method, answer) =>
  method === 'eth_getProof' ? { id: answer.id, error: { code: -32_601, message: 'no such method' } } : answer
const values = (chain: Pick<ForkedChain, 'client'>, key: bigint): Promise<bigint> =>
  chain.client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [key] })

/** The same transactions on any chain: what changes, what is cleared, what is made and gone in one transaction, what fails. */
const act = async ({ wallet, client }: Pick<ForkedChain, 'wallet' | 'client'>) => {
  const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n }
  const gas = 1_000_000n
  const store = { address: probe, abi: probeAbi, functionName: 'store', gas, ...fees } as const
  const hashes = [
    await wallet.writeContract({ ...store, args: [1n, 0n] }),
    await wallet.writeContract({ ...store, args: [2n, 5n] }),
    await wallet.writeContract({ ...store, args: [9n, 9n] }),
    await wallet.writeContract({ ...store, args: [4n, 101n] }),
    await wallet.writeContract({ ...store, functionName: 'createAndDestroy', args: [], value: 7n }),
    await wallet.sendTransaction({ to: dave.address, value: 3n, gas, ...fees }),
    await wallet.sendTransaction({ to: '0x0000000000000000000000000000000000000004', data: '0x1234', gas, ...fees }),
    await wallet.deployContract({ abi: probeAbi, bytecode: compileProbe(), gas: 3_000_000n, ...fees }),
  ]
  const receipts = await Promise.all(hashes.map((hash) => client.getTransactionReceipt({ hash })))
  const accounts = [alice, dave].map(({ address }) => address)
  return {
    receipts: receipts.map(({ status, gasUsed, contractAddress, logs }: TransactionReceipt) => ({
      ...{ status, gasUsed, contractAddress },
      logs: logs.map(({ data, topics }) => ({ data, topics })),
    })),
    values: await Promise.all([1n, 2n, 3n, 4n, 9n].map((key) => values({ client }, key))),
    nonces: await Promise.all(accounts.map((address) => client.getTransactionCount({ address }))),
    dave: await client.getBalance({ address: dave.address }),
  }
}

test.each(['proofs', 'quorum'] as const)(
  'executes like the chain it was forked from, state made sure of by %s',
  async (kind) => {
    const fork = await openFork(1, { verification: kind })
    const snapshot = await upstream.chain.takeSnapshot()
    expect(await act(fork)).toEqual(await act(upstream))
    await upstream.chain.revertTo(snapshot)
  },
)

test('asks for each account and slot once, then never again', async () => {
  const { client } = await openFork()
  for (let round = 0; round < 3; round++) {
    expect(await values({ client }, 2n)).toBe(22n)
    expect(await client.getBalance({ address: bob.address })).toBe(10n ** 21n)
  }
  const { methods } = first()
  const asked = methods.length
  await values({ client }, 2n)
  expect(methods.length).toBe(asked)
})

/** Changes the part of a proof's answer; those of `eth_getCode` pass. */
const inProof =
  (change: (result: Proof) => object): Tamper =>
  (method, answer) =>
    method === 'eth_getProof'
      ? { ...answer, result: { ...(answer.result as Proof), ...change(answer.result as Proof) } }
      : answer

type Proof = {
  readonly accountProof: readonly string[]
  readonly storageProof: readonly { readonly key: string; readonly value: string; readonly proof: readonly string[] }[]
}

test.each<[string, Tamper]>([
  ['another balance', inProof(() => ({ balance: '0x1' }))],
  ['another nonce', inProof(() => ({ nonce: '0xff' }))],
  ['another code hash', inProof(() => ({ codeHash: `0x${'11'.repeat(32)}` }))],
  [
    'a changed node',
    inProof(({ accountProof }) => ({ accountProof: accountProof.map((node) => `${node.slice(0, -2)}00`) })),
  ],
  ['a proof that ends too early', inProof(({ accountProof }) => ({ accountProof: accountProof.slice(0, -1) }))],
  ['no proof', inProof(() => ({ accountProof: [], balance: '0x0', nonce: '0x0' }))],
  ['nonsense for a node', inProof(() => ({ accountProof: ['0xc0', '0x'] }))],
  ['another code', (method, answer) => (method === 'eth_getCode' ? { ...answer, result: '0x6001' } : answer)],
])('refuses %s, names who sent it, and asks it no more', async (_what, tamper) => {
  const { client } = await openFork()
  first().tamperWith(tamper)
  const failure = await client.getBalance({ address: carol.address }).catch((error: unknown) => String(error))
  expect(failure).toContain(`${first().host} sent a wrong proof of ${carol.address.toLowerCase()}`)
  first().tamperWith((_method, answer) => answer)
  await expect(client.getBalance({ address: carol.address })).rejects.toThrow('No endpoint is left')
})

test.each<[string, Tamper]>([
  [
    'another value',
    inProof(({ storageProof }) => ({ storageProof: storageProof.map((one) => ({ ...one, value: '0x63' })) })),
  ],
  ['a slot left out', inProof(() => ({ storageProof: [] }))],
  [
    'nothing where there is something',
    inProof(({ storageProof }) => ({
      storageProof: storageProof.map(({ key }) => ({ key, value: '0x0', proof: [] })),
    })),
  ],
])('refuses %s of storage', async (_what, tamper) => {
  const fork = await openFork()
  expect(await values(fork, 1n)).toBe(11n)
  first().tamperWith(tamper)
  await expect(values(fork, 3n)).rejects.toThrow(`${first().host} sent a wrong proof of ${probe}`)
})

test('goes on with the others when one lies', async () => {
  const fork = await openFork(3)
  first().tamperWith(inProof(() => ({ balance: '0x1' })))
  expect(await fork.client.getBalance({ address: carol.address })).toBe(10n ** 21n)
  expect(await values(fork, 3n)).toBe(33n)
})

test('refuses a block whose hash is not that of its header', async () => {
  first().tamperWith((method, answer) =>
    method === 'eth_getBlockByNumber'
      ? { ...answer, result: { ...(answer.result as object), stateRoot: `0x${'22'.repeat(32)}` } }
      : answer,
  )
  await expect(openFork()).rejects.toMatchObject({ code: 'network/invalid-answer' })
})

test('takes what a quorum says where there are no proofs, and says so', async () => {
  for (const { tamperWith } of served) tamperWith(withoutProofs)
  const fork = await openFork(3, { quorum: 2 })
  expect(fork.source.point.verification).toBe('quorum')
  first().tamperWith((method, answer) =>
    method === 'eth_getBalance' ? { ...answer, result: '0x1' } : withoutProofs(method, answer),
  )
  expect(await fork.client.getBalance({ address: carol.address })).toBe(10n ** 21n)
  expect(await values(fork, 2n)).toBe(22n)
  const [, second] = served
  second?.tamperWith((method, answer) =>
    method === 'eth_getStorageAt' ? { ...answer, result: `0x${'07'.padStart(64, '0')}` } : answer,
  )
  await expect(values(fork, 3n)).rejects.toThrow('The endpoints disagree')
})

test('does not fall back to a quorum when a proof is wrong', async () => {
  first().tamperWith(inProof(() => ({ accountProof: [] })))
  const failure = await openFork().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(TerminalError)
  expect(failure).toMatchObject({ code: 'network/proof-invalid', facts: { endpoint: first().host } })
})

test('is none the worse for a time without answers: what needs state fails, the rest goes on', async () => {
  const fork = await openFork()
  expect(await values(fork, 1n)).toBe(11n)
  const fees = { gas: 100_000n, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n, nonce: 4 }
  await fork.client.getBalance({ address: alice.address })
  first().tamperWith(() => undefined)
  const store = { address: probe, abi: probeAbi, functionName: 'store', ...fees } as const
  const failed = fork.wallet.writeContract({ ...store, args: [50n, 1n] })
  await expect(failed).rejects.toThrow(`${first().host} does not answer`)
  expect(await values(fork, 1n)).toBe(11n)
  const done = await fork.wallet.writeContract({ ...store, args: [1n, 12n] })
  expect((await fork.client.getTransactionReceipt({ hash: done })).status).toBe('success')
  first().tamperWith((_method, answer) => answer)
  const later = await fork.wallet.writeContract({ ...store, nonce: 5, args: [50n, 1n] })
  expect((await fork.client.getTransactionReceipt({ hash: later })).status).toBe('success')
  expect([await values(fork, 1n), await values(fork, 50n)]).toEqual([12n, 1n])
})

test('finds out that its endpoints are nodes of different chains', async () => {
  const [, second] = served
  second?.tamperWith((method, answer) => (method === 'eth_chainId' ? { ...answer, result: '0x1' } : answer))
  await expect(openFork(2)).rejects.toMatchObject({ code: 'network/wrong-chain' })
})
