import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestClient, createWalletClient, encodeFunctionData, http, publicActions, toHex } from 'viem'
import { anvil as anvilChain } from 'viem/chains'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { ForkSource } from '../../../../engine/chain/fork/ForkPoint.ts'
import { type Anvil, startAnvil } from '../../../builders/startAnvil.ts'
import { alice, bob, dave } from '../openTestChain.ts'
import { compileProbe, probeAbi } from '../probeContract.ts'
import { type ForkedChain, openForkedChain, prepareFork, testNetwork } from './openTestFork.ts'

let anvil: Anvil
let probe: `0x${string}`
let folder: string
let source: ForkSource
const open: ForkedChain[] = []

const library = '0x000000000000000000000000000000000000c0de'
/** Adds up so many slots and returns the sum. */
const readsSlots = (count: number): `0x${string}` => {
  const adding = Array.from({ length: count }, (_, slot) => `60${slot.toString(16).padStart(2, '0')}5401`)
  return `0x5f${adding.join('')}5f5260205ff3`
}

/** Blocks before and after the fork's; its state has a contract with two slots, and ether of alice's and bob's. */
const prepareUpstream = async (): Promise<void> => {
  anvil = await startAnvil('--hardfork', 'prague')
  const transport = http(anvil.url)
  const test = createTestClient({ mode: 'anvil', chain: anvilChain, transport }).extend(publicActions)
  for (const { address } of [alice, bob]) await test.setBalance({ address, value: 10n ** 21n })
  const wallet = createWalletClient({ account: alice, chain: anvilChain, transport })
  const hash = await wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const receipt = await test.waitForTransactionReceipt({ hash, pollingInterval: 20 })
  probe = receipt.contractAddress ?? '0x'
  for (const key of [1n, 2n]) {
    await wallet.writeContract({ address: probe, abi: probeAbi, functionName: 'store', args: [key, key * 11n] })
  }
  await test.setCode({ address: library, bytecode: readsSlots(20) })
  for (let slot = 0; slot < 20; slot++) {
    await test.setStorageAt({ address: library, index: slot, value: toHex(slot + 1, { size: 32 }) })
  }
  await test.mine({ blocks: 40 })
}

beforeAll(prepareUpstream, 20_000)
afterAll(() => anvil.stop())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fork-'))
  source = await prepareFork({ urls: [anvil.url], cacheFile: join(folder, 'cache.sqlite') })
})
afterEach(async () => {
  for (const chain of open.splice(0)) {
    await chain.close()
    expect(chain.errors).toEqual([])
  }
  rmSync(folder, { recursive: true, force: true })
})

const openChain = async (name = 'chain', changes: Partial<ForkSource> = {}): Promise<ForkedChain> => {
  const chain = await openForkedChain({ ...source, ...changes }, { file: join(folder, `${name}.sqlite`) })
  open.push(chain)
  return chain
}

test('begins with the block of the other chain, by its number, hash and header', async () => {
  const { client } = await openChain()
  const upstream = await anvil.request<Record<string, string>>('eth_getBlockByNumber', 'latest', false)
  expect(source.point).toMatchObject({ chainId: 31_337, verification: 'proofs', hash: upstream.hash })
  const { hash, number, stateRoot, timestamp } = await client.getBlock()
  expect({ hash, stateRoot }).toEqual({ hash: upstream.hash, stateRoot: upstream.stateRoot })
  expect([number, timestamp]).toEqual([BigInt(upstream.number ?? 0), BigInt(upstream.timestamp ?? 0)])
  expect(await client.getChainId()).toBe(31_337)
})
test('reads accounts, code and storage of the other chain, each proven', async () => {
  const { client } = await openChain()
  const slot = await anvil.request<string>('eth_getCode', probe, 'latest')
  expect(await client.getCode({ address: probe })).toBe(slot)
  expect(await client.getBalance({ address: bob.address })).toBe(10n ** 21n)
  expect(await client.getTransactionCount({ address: alice.address })).toBe(3)
  expect(await client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [2n] })).toBe(22n)
  expect(await client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [3n] })).toBe(0n)
  expect(await client.getBalance({ address: dave.address })).toBe(0n)
})
test('goes on from there with its own blocks, and leaves the other chain alone', async () => {
  const { client, wallet, chain } = await openChain()
  const before = chain.head().number
  const hash = await wallet.writeContract({ address: probe, abi: probeAbi, functionName: 'store', args: [2n, 0n] })
  const receipt = await client.getTransactionReceipt({ hash })
  expect(receipt).toMatchObject({ status: 'success', blockNumber: BigInt(before + 1) })
  expect(await client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [2n] })).toBe(0n)
  const past = {
    address: probe,
    abi: probeAbi,
    functionName: 'values',
    args: [2n],
    blockNumber: BigInt(before),
  } as const
  expect(await client.readContract(past)).toBe(22n)
  expect(await anvil.request('eth_blockNumber')).toBe(`0x${before.toString(16)}`)
})
test('keeps a zeroed slot and a removed account gone after a restart', async () => {
  const first = await openChain()
  await first.wallet.writeContract({ address: probe, abi: probeAbi, functionName: 'store', args: [1n, 0n] })
  await first.rpc('anvil_setBalance', bob.address, '0x0')
  await first.close()
  open.length = 0
  const { client } = await openChain()
  expect(await client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [1n] })).toBe(0n)
  expect(await client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [2n] })).toBe(22n)
  expect(await client.getBalance({ address: bob.address })).toBe(0n)
})
test('knows the hashes of blocks of the other chain', async () => {
  const { client, rpc, chain } = await openChain()
  await rpc('evm_mine')
  for (const back of [1, 2, 35]) {
    const number = chain.head().number - 1 - back
    const upstream = await anvil.request<{ hash: string }>('eth_getBlockByNumber', `0x${number.toString(16)}`, false)
    const args = [BigInt(number)] as const
    expect(await client.readContract({ address: probe, abi: probeAbi, functionName: 'hashOf', args })).toBe(
      upstream.hash,
    )
  }
})
test('asks in a few requests for what a call needs', async () => {
  let requests = 0
  const counting: typeof fetch = (...request) => {
    requests++
    return fetch(...request)
  }
  const file = join(folder, 'counted.sqlite')
  const chain = await openForkedChain(source, { file }, { ...testNetwork, fetch: counting })
  open.push(chain)
  const call = { from: dave.address, to: library, data: '0x01' }
  expect(BigInt(await chain.rpc<string>('eth_call', call))).toBe(210n)
  // The node's chain, what the call will touch, and that: all slots with one proof.
  expect(requests).toBeLessThanOrEqual(4)
})
test('has no history of the other chain, and says so', async () => {
  const { rpc, chain } = await openChain()
  const filter = { fromBlock: '0x1', toBlock: 'latest' }
  await expect(rpc('eth_getLogs', filter)).rejects.toMatchObject({ code: 4_444 })
  expect(await rpc('eth_getLogs', { fromBlock: `0x${chain.head().number.toString(16)}` })).toEqual([])
})
test('sends for an account of the other chain without its key', async () => {
  const { rpc, client } = await openChain()
  await rpc('anvil_impersonateAccount', library)
  await rpc('anvil_setBalance', library, toHex(10n ** 18n))
  const request = { from: library, to: dave.address, value: '0x7', gas: toHex(50_000) }
  const hash = await rpc<`0x${string}`>('eth_sendTransaction', request)
  expect((await client.getTransactionReceipt({ hash })).status).toBe('success')
  expect(await client.getBalance({ address: dave.address })).toBe(7n)
})
test('goes on by its own rules from a block that was made before them', async () => {
  const old = await startAnvil('--hardfork', 'london')
  onTestFinished(old.stop)
  await old.request('anvil_setBalance', alice.address, toHex(10n ** 21n))
  await old.request('anvil_mine', '0x3')
  const upstream = await old.request<{ hash: string; withdrawalsRoot?: string }>('eth_getBlockByNumber', '0x3', false)
  expect(upstream.withdrawalsRoot).toBeUndefined()
  const oldSource = await prepareFork({ urls: [old.url], cacheFile: join(folder, 'old.sqlite') })
  const file = join(folder, 'old-chain.sqlite')
  for (let round = 0; round < 2; round++) {
    const { client, wallet, close, errors } = await openForkedChain(oldSource, { file, hardfork: 'osaka' })
    expect((await client.getBlock({ blockNumber: 3n })).hash).toBe(upstream.hash)
    const hash = await wallet.sendTransaction({ to: bob.address, value: 1n })
    expect((await client.getTransactionReceipt({ hash })).status).toBe('success')
    await close()
    expect(errors).toEqual([])
  }
})
test('goes back to where it began', async () => {
  const { rpc, chain } = await openChain()
  await rpc('anvil_setBalance', bob.address, '0x5')
  await rpc('anvil_reset')
  expect(chain.head().number).toBe(source.point.number)
  expect(await rpc('eth_getBalance', bob.address, 'latest')).toBe('0x3635c9adc5dea00000')
})
test('executes as the other chain does', async () => {
  const { rpc } = await openChain()
  const data = encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [7n, 7n] })
  const call = { from: alice.address, to: probe, data }
  expect(await rpc('eth_estimateGas', call)).toBe(await anvil.request('eth_estimateGas', call))
})
test('refuses proofs, which would be of its own changes alone', async () => {
  const { rpc } = await openChain()
  await expect(rpc('eth_getProof', probe, [], 'latest')).rejects.toThrow('a fork has no proofs')
})

/** Calls, an estimate, an access list and transactions: all they tell. */
const simulate = async ({ rpc, wallet, client, provider }: ForkedChain) => {
  const encode = (key: bigint, value: bigint) =>
    encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [key, value] })
  const calls = [encode(1n, 5n), encode(3n, 9n), encode(4n, 101n)].map((data) => ({
    from: alice.address,
    to: probe,
    data,
  }))
  const timestamp = `0x${(2_000_000_000).toString(16)}`
  const results = {
    bundle: await provider.request({ method: 'quantera_simulate', params: [{ calls, timestamp }] }),
    estimate: await rpc('eth_estimateGas', calls[1]),
    read: await client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [1n] }),
    trace: await rpc('debug_traceCall', calls[0], 'latest', { tracer: 'prestateTracer' }),
  }
  await rpc('evm_setNextBlockTimestamp', timestamp)
  const hash = await wallet.sendTransaction({
    to: probe,
    data: encode(1n, 6n),
    gas: 100_000n,
    maxFeePerGas: 10n ** 10n,
  })
  return {
    ...results,
    receipt: await rpc('eth_getTransactionReceipt', hash),
    block: await rpc('eth_getBlockByNumber', 'latest', true),
  }
}

// The last test: it stops the other chain.
test('replays a simulation with the other chain gone, and names what it never fetched', async () => {
  const first = await openChain('first')
  const expected = await simulate(first)
  await first.close()
  open.length = 0
  await anvil.stop()

  const second = await openChain('second', { isOffline: true })
  expect(await simulate(second)).toEqual(expected)
  const { number } = source.point
  await expect(second.rpc('eth_getBalance', dave.address, 'latest')).rejects.toThrow(
    `The fork is offline and never fetched account ${dave.address.toLowerCase()} at block ${number} of chain 31337.`,
  )
  await expect(
    second.client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [99n] }),
  ).rejects.toThrow(/never fetched slot 0x[0-9a-f]{64} of 0x/)
  const reopened = await openChain('first', { isOffline: true })
  expect(await reopened.rpc('eth_getBlockByNumber', 'latest', true)).toEqual(expected.block)
})
