import { afterEach, beforeEach, expect, test } from 'vitest'
import { alice, bob, ONE_ETHER, openTestChain, type TestChain } from '../chain/openTestChain.ts'
import { compileProbe, probeAbi } from '../chain/probeContract.ts'

let chain: TestChain
let address: `0x${string}`
beforeEach(async () => {
  chain = await openTestChain()
  const hash = await chain.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const { contractAddress } = await chain.client.getTransactionReceipt({ hash })
  if (contractAddress == null) throw new Error('not deployed')
  address = contractAddress
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

const store = (key: bigint, value: bigint) =>
  chain.wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [key, value] })
const pay = (value: bigint) => chain.wallet.sendTransaction({ to: bob.address, value })
const takeSnapshot = () => chain.rpc('evm_snapshot') as Promise<string>
const revert = (id: string) => chain.rpc('evm_revert', id)

const observe = async ({ client }: Pick<TestChain, 'client'> = chain) => ({
  head: (await client.getBlock()).hash,
  balances: await Promise.all([alice, bob].map((account) => client.getBalance({ address: account.address }))),
  nonce: await client.getTransactionCount({ address: alice.address }),
  value: await client.readContract({ address, abi: probeAbi, functionName: 'values', args: [1n] }),
  logs: (await client.getLogs({ address, fromBlock: 0n })).map((log) => [log.blockHash, log.logIndex, log.data]),
})

test('brings everything back to a snapshot', async () => {
  await store(1n, 10n)
  const before = await observe()
  const id = await takeSnapshot()
  const hash = await store(1n, 20n)
  await pay(ONE_ETHER)
  await chain.rpc('hardhat_setBalance', bob.address, '0x1')
  const removed = await chain.client.getBlock()
  expect(await observe()).not.toEqual(before)

  expect(await revert(id)).toBe(true)
  expect(await observe()).toEqual(before)
  await expect(chain.client.getTransactionReceipt({ hash })).rejects.toThrow('could not be found')
  await expect(chain.client.getBlock({ blockHash: removed.hash })).rejects.toThrow('could not be found')
  await expect(chain.client.getBlock({ blockNumber: removed.number })).rejects.toThrow('could not be found')
})

test('goes on from a snapshot as if nothing had been, with the same transactions again', async () => {
  const id = await takeSnapshot()
  const hash = await store(1n, 20n)
  const after = await observe()
  await revert(id)
  expect(await store(1n, 20n)).toBe(hash)
  expect(await observe()).toEqual(after)
  await store(1n, 30n)
  expect((await observe()).value).toBe(30n)
})

test('reads the state of the block that took the place of a removed one', async () => {
  const id = await takeSnapshot()
  await pay(ONE_ETHER)
  await pay(ONE_ETHER)
  const blockNumber = (await chain.client.getBlockNumber()) - 1n
  const read = () => chain.client.getBalance({ address: bob.address, blockNumber })
  expect(await read()).toBe(1_001n * ONE_ETHER)
  await revert(id)
  await pay(5n * ONE_ETHER)
  await pay(ONE_ETHER)
  expect(await read()).toBe(1_005n * ONE_ETHER)
})

test('stays reverted in the file', async () => {
  await store(1n, 10n)
  const before = await observe()
  const id = await takeSnapshot()
  const later = await takeSnapshot()
  await store(1n, 20n)
  await revert(id)
  await chain.chain.close()
  const reopened = await openTestChain({ file: chain.file })
  expect(await observe(reopened)).toEqual(before)
  expect(await reopened.rpc('evm_revert', later)).toBe(false)
  await reopened.close()
})

test('keeps a snapshot in the file', async () => {
  const before = await observe()
  const id = await takeSnapshot()
  await store(1n, 20n)
  await chain.chain.close()
  const reopened = await openTestChain({ file: chain.file })
  expect(await reopened.rpc('evm_revert', id)).toBe(true)
  expect(await observe(reopened)).toEqual(before)
  await reopened.close()
})

test('reverts nested snapshots from the inside out', async () => {
  const first = await observe()
  const outer = await takeSnapshot()
  await store(1n, 10n)
  const second = await observe()
  const inner = await takeSnapshot()
  await store(1n, 20n)
  expect(await revert(inner)).toBe(true)
  expect(await observe()).toEqual(second)
  expect(await revert(outer)).toBe(true)
  expect(await observe()).toEqual(first)
})

test('uses a snapshot up, with those that were taken after it', async () => {
  const outer = await takeSnapshot()
  const inner = await takeSnapshot()
  await store(1n, 10n)
  expect(await revert(outer)).toBe(true)
  await store(1n, 20n)
  const before = await observe()
  for (const id of [outer, inner, '0x0', '0xffff', `0x${'f'.repeat(64)}`]) expect(await revert(id)).toBe(false)
  expect(await observe()).toEqual(before)
  expect([outer, inner]).not.toContain(await takeSnapshot())
})

test('removes the newest blocks, and the snapshots of them', async () => {
  await store(1n, 10n)
  const before = await observe()
  await store(1n, 20n)
  const id = await takeSnapshot()
  await store(1n, 30n)
  await chain.rpc('anvil_rollback', '0x2')
  expect(await observe()).toEqual(before)
  await store(1n, 40n)
  await store(1n, 50n)
  expect(await revert(id)).toBe(false)
})

test('refuses to roll back to a block that does not exist', async () => {
  const before = await observe()
  await expect(chain.chain.rollbackTo(chain.chain.head().number + 1)).rejects.toThrow('does not exist')
  await expect(chain.rpc('anvil_rollback', '0xff')).rejects.toThrow('does not exist')
  expect(await observe()).toEqual(before)
})

test('rolls back to the genesis', async () => {
  await chain.chain.rollbackTo(0)
  expect(await chain.client.getBlockNumber()).toBe(0n)
  expect(await chain.client.getCode({ address })).toBeUndefined()
  expect(await chain.client.getTransactionCount({ address: alice.address })).toBe(0)
})

test('keeps what waits in the pool, and loses what was in the removed blocks', async () => {
  await chain.rpc('evm_setAutomine', false)
  const id = await takeSnapshot()
  const mined = await pay(1n)
  await chain.rpc('evm_mine')
  const waiting = await chain.wallet.sendTransaction({ to: bob.address, value: 2n, nonce: 5, gas: 21_000n })
  await revert(id)
  await expect(chain.client.getTransaction({ hash: mined })).rejects.toThrow('could not be found')
  expect((await chain.client.getTransaction({ hash: waiting })).blockHash).toBeNull()
  expect(await chain.rpc('txpool_status')).toEqual({ pending: '0x0', queued: '0x1' })
})

test('brings the clock back to the snapshot', async () => {
  const before = Number((await chain.client.getBlock()).timestamp)
  const id = await takeSnapshot()
  expect(await chain.rpc('evm_increaseTime', 1_000)).toBe(1_000)
  expect(await chain.rpc('evm_increaseTime', '0x1')).toBe(1_001)
  await chain.rpc('evm_mine')
  expect(Number((await chain.client.getBlock()).timestamp)).toBeGreaterThanOrEqual(before + 1_000)
  await chain.rpc('evm_setNextBlockTimestamp', before + 5_000)
  await revert(id)
  await chain.rpc('evm_mine')
  expect(Number((await chain.client.getBlock()).timestamp)).toBe(before + 1)
})

type Log = { readonly data: string; readonly removed: boolean; readonly blockHash: string }

test('tells filters which logs are gone, of those they had been told', async () => {
  const logs = await chain.rpc('eth_newFilter', { address })
  const others = await chain.rpc('eth_newFilter', { address: bob.address })
  const blocks = await chain.rpc('eth_newBlockFilter')
  const changes = (filter: unknown) => chain.rpc('eth_getFilterChanges', filter) as Promise<Log[]>
  const id = await takeSnapshot()
  await store(1n, 10n)
  const told = await changes(logs)
  expect(told).toMatchObject([{ removed: false }])
  expect(await changes(blocks)).toHaveLength(1)
  await store(1n, 20n)
  await revert(id)
  await store(1n, 30n)
  const changed = await changes(logs)
  expect(changed[0]).toEqual({ ...told[0], removed: true })
  expect(changed.slice(1)).toMatchObject([{ removed: false, data: `0x${30n.toString(16).padStart(64, '0')}` }])
  expect(await changes(logs)).toEqual([])
  expect(await changes(others)).toEqual([])
  expect(await changes(blocks)).toEqual([(await chain.client.getBlock()).hash])
})

test('tells subscribers of the new head and of removed logs, newest first', async () => {
  await store(1n, 5n)
  const head = (await chain.client.getBlock()).hash
  const id = await takeSnapshot()
  const heads = await chain.rpc('eth_subscribe', 'newHeads')
  const logs = await chain.rpc('eth_subscribe', 'logs', { address })
  const others = await chain.rpc('eth_subscribe', 'logs', { address, topics: [`0x${'1'.repeat(64)}`] })
  await store(1n, 10n)
  await store(1n, 20n)
  const told: { subscription: unknown; result: unknown }[] = []
  chain.provider.on('message', ({ data }) => told.push(data))
  await revert(id)
  const of = (subscription: unknown) => told.filter((item) => item.subscription === subscription)
  expect(of(heads)).toMatchObject([{ result: { hash: head } }])
  expect(of(logs)).toMatchObject(
    [20n, 10n].map((value) => ({ result: { removed: true, data: `0x${value.toString(16).padStart(64, '0')}` } })),
  )
  expect(of(others)).toEqual([])
})
