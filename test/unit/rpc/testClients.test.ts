import { createTestClient, custom } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alice, bob, carol, dave, ONE_ETHER, openTestChain, type TestChain } from '../chain/openTestChain.ts'

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain()
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

/** Hashes of three transactions: alice's next one, one of hers after a gap, and one of carol's. */
const sendThree = async () => {
  const send = (nonce: number) =>
    chain.wallet.sendTransaction({ to: bob.address, value: 7n, nonce, gas: 21_000n, gasPrice: 2_000_000_000n })
  const carols = { account: carol, to: null, data: '0x00', value: 3n, gas: 60_000n } as const
  return { next: await send(0), gapped: await send(2), carols: await chain.wallet.sendTransaction(carols) }
}

describe.each(['anvil', 'hardhat'] as const)('the test client of viem, as for %s,', (mode) => {
  const connect = () =>
    createTestClient({ mode, chain: chain.viemChain, transport: custom(chain.provider, { retryCount: 0 }) })

  test('changes accounts', async () => {
    const client = connect()
    const { address } = dave
    await client.setBalance({ address, value: 5n * ONE_ETHER })
    await client.setNonce({ address, nonce: 9 })
    await client.setCode({ address: bob.address, bytecode: '0x6001' })
    const value = `0x${'0'.repeat(62)}2a` as const
    await client.setStorageAt({ address: bob.address, index: 3, value })
    expect(await chain.client.getBalance({ address })).toBe(5n * ONE_ETHER)
    expect(await chain.client.getTransactionCount({ address })).toBe(9)
    expect(await chain.client.getCode({ address: bob.address })).toBe('0x6001')
    expect(await chain.client.getStorageAt({ address: bob.address, slot: '0x3' })).toBe(value)
  })

  test('snapshots and reverts', async () => {
    const client = connect()
    const id = await client.snapshot()
    await chain.wallet.sendTransaction({ to: bob.address, value: ONE_ETHER })
    await client.revert({ id })
    expect(await chain.client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER)
    expect(await chain.client.getBlockNumber()).toBe(0n)
  })

  test('mines, with and without an interval', async () => {
    const client = connect()
    await client.mine({ blocks: 3 })
    const third = await chain.client.getBlock()
    await client.mine({ blocks: 2, interval: 60 })
    const fifth = await chain.client.getBlock()
    expect([third.number, fifth.number]).toEqual([3n, 5n])
    expect(fifth.timestamp - third.timestamp).toBe(61n)
  })

  test('moves the time', async () => {
    const client = connect()
    const { timestamp } = await chain.client.getBlock()
    await client.increaseTime({ seconds: 420 })
    await client.mine({ blocks: 1 })
    expect((await chain.client.getBlock()).timestamp).toBe(timestamp + 420n)
    await client.setNextBlockTimestamp({ timestamp: timestamp + 1_000n })
    await client.mine({ blocks: 1 })
    expect((await chain.client.getBlock()).timestamp).toBe(timestamp + 1_000n)
  })

  test('switches mining', async () => {
    const client = connect()
    expect(await client.getAutomine()).toBe(true)
    await client.setAutomine(false)
    expect(await client.getAutomine()).toBe(false)
    await client.setIntervalMining({ interval: 0 })
    expect(chain.chain.getMining()).toEqual({ mode: 'manual' })
  })

  test('shows the pool and drops from it', async () => {
    const client = connect()
    await client.setAutomine(false)
    const { next, gapped, carols } = await sendThree()
    expect(await client.getTxpoolStatus()).toEqual({ pending: 2, queued: 1 })
    expect(await client.getTxpoolContent()).toMatchObject({
      pending: { [alice.address]: { 0: { hash: next } }, [carol.address]: { 0: { hash: carols, to: null } } },
      queued: { [alice.address]: { 2: { hash: gapped, blockNumber: null } } },
    })
    const { pending, queued } = await client.inspectTxpool()
    expect(queued).toEqual({
      [alice.address]: { 2: `${bob.address}: 7 wei + 21000 gas × 2000000000 wei` },
    })
    expect(pending[carol.address]?.['0']).toMatch(/^contract creation: 3 wei \+ 60000 gas × \d+ wei$/)
    await client.dropTransaction({ hash: next })
    await client.dropTransaction({ hash: next })
    expect(await client.getTxpoolStatus()).toEqual({ pending: 1, queued: 1 })
    await client.mine({ blocks: 1 })
    expect(await client.getTxpoolStatus()).toEqual({ pending: 0, queued: 1 })
  })
})

test('mines at an interval in milliseconds under the name of Hardhat, in seconds under that of Anvil', async () => {
  await chain.rpc('evm_setIntervalMining', 3_000)
  expect(chain.chain.getMining()).toEqual({ mode: 'interval', intervalMs: 3_000 })
  await chain.rpc('anvil_setIntervalMining', 3)
  expect(chain.chain.getMining()).toEqual({ mode: 'interval', intervalMs: 3_000 })
})

test('answers under each name what its clients expect', async () => {
  const hash = `0x${'1'.repeat(64)}`
  expect(await chain.rpc('hardhat_setBalance', bob.address, '0x1')).toBe(true)
  expect(await chain.rpc('anvil_setBalance', bob.address, '0x1')).toBeNull()
  expect(await chain.rpc('hardhat_dropTransaction', hash)).toBe(false)
  expect(await chain.rpc('anvil_dropTransaction', hash)).toBeNull()
})

test('refuses to mine more blocks than one request may ask for, and mines none', async () => {
  await expect(chain.rpc('hardhat_mine', '0x2711')).rejects.toMatchObject({ code: -32005 })
  expect(await chain.client.getBlockNumber()).toBe(0n)
})

test('shows the pool to everyone, and lets only the desk itself drop from it', async () => {
  const session = chain.server.openSession({})
  const empty = { pending: {}, queued: {} }
  expect(await chain.server.request(session, 'txpool_content', [])).toEqual(empty)
  const drop = chain.server.request(session, 'anvil_dropTransaction', [`0x${'1'.repeat(64)}`])
  await expect(drop).rejects.toMatchObject({ code: 4100 })
})
