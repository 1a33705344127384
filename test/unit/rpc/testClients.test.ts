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

describe.each(['anvil', 'hardhat', 'ganache'] as const)('the test client of viem, as for %s,', (mode) => {
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
    // viem sends Ganache no interval.
    expect(fifth.timestamp - third.timestamp).toBe(mode === 'ganache' ? 2n : 61n)
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
    await client.setAutomine(true)
    expect(await client.getAutomine()).toBe(true)
    await client.setIntervalMining({ interval: 5 })
    expect(chain.chain.getMining()).toEqual({ mode: 'interval', intervalMs: 5_000 })
    expect(await client.getAutomine()).toBe(mode === 'ganache')
    await client.setIntervalMining({ interval: 0 })
    expect(chain.chain.getMining()).toEqual({ mode: 'manual' })
  })

  test('steps from block to block as told', async () => {
    const client = connect()
    const { timestamp } = await chain.client.getBlock()
    await client.setBlockTimestampInterval({ interval: 7 })
    await client.mine({ blocks: 2 })
    expect((await chain.client.getBlock()).timestamp).toBe(timestamp + 14n)
    await client.removeBlockTimestampInterval()
    await client.mine({ blocks: 1 })
    expect((await chain.client.getBlock()).timestamp).toBe(timestamp + 15n)
  })

  test('sets what the next blocks have', async () => {
    const client = connect()
    await client.setCoinbase({ address: dave.address })
    await client.setBlockGasLimit({ gasLimit: 20_000_000n })
    await client.setNextBlockBaseFeePerGas({ baseFeePerGas: 5_000_000_000n })
    await chain.wallet.sendTransaction({ to: bob.address, maxPriorityFeePerGas: 3n, maxFeePerGas: 10n ** 11n })
    const block = await chain.client.getBlock()
    expect(block).toMatchObject({ gasLimit: 20_000_000n, baseFeePerGas: 5_000_000_000n })
    expect(block.miner).toBe(dave.address.toLowerCase())
    expect(await chain.client.getBalance({ address: dave.address })).toBe(63_000n)
    await client.mine({ blocks: 1 })
    expect((await chain.client.getBlock()).baseFeePerGas).toBeLessThan(5_000_000_000n)
    expect(await chain.rpc('eth_coinbase')).toBe(dave.address.toLowerCase())
  })

  test('impersonates, and sends what nobody signed', async () => {
    const client = connect()
    await client.impersonateAccount({ address: bob.address })
    await chain.rpc('eth_sendTransaction', { from: bob.address, to: dave.address, value: '0x1' })
    await client.stopImpersonatingAccount({ address: bob.address })
    const send = chain.rpc('eth_sendTransaction', { from: bob.address, to: dave.address, value: '0x1' })
    await expect(send).rejects.toMatchObject({ code: 4100 })
    await client.sendUnsignedTransaction({ from: carol.address, to: dave.address, value: 4n })
    expect(await chain.client.getBalance({ address: dave.address })).toBe(5n)
  })

  test('goes back to the genesis', async () => {
    const client = connect()
    const before = await chain.client.getBlock()
    const id = await client.snapshot()
    await client.setCoinbase({ address: dave.address })
    await client.setBlockTimestampInterval({ interval: 7 })
    await chain.wallet.sendTransaction({ to: bob.address, value: ONE_ETHER })
    await chain.wallet.sendTransaction({ to: bob.address, nonce: 9, gas: 21_000n })
    await client.increaseTime({ seconds: 1_000 })
    await client.reset()
    expect(await chain.client.getBlock()).toEqual(before)
    expect(await client.getTxpoolStatus()).toEqual({ pending: 0, queued: 0 })
    expect(await chain.rpc('evm_revert', id)).toBe(false)
    await client.mine({ blocks: 1 })
    const first = await chain.client.getBlock()
    expect(first).toMatchObject({ timestamp: before.timestamp + 1n, miner: `0x${'0'.repeat(40)}` })
  })

  test('says that it is no fork', async () => {
    const client = connect()
    await expect(client.reset({ jsonRpcUrl: 'http://127.0.0.1:1' })).rejects.toThrow('a fork beside it')
    await expect(client.setRpcUrl('http://127.0.0.1:1')).rejects.toThrow('a fork beside it')
  })

  test('refuses a minimal price, as Anvil does since EIP-1559, and takes the switch of a log', async () => {
    const client = connect()
    await expect(client.setMinGasPrice({ gasPrice: 1n })).rejects.toThrow('not supported when EIP-1559 is active')
    await client.setLoggingEnabled(true)
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
  expect(await chain.rpc('anvil_getIntervalMining')).toBe(3)
  await chain.rpc('anvil_setIntervalMining', 3)
  expect(chain.chain.getMining()).toEqual({ mode: 'interval', intervalMs: 3_000 })
})

test('makes other blocks in place of the newest', async () => {
  await chain.wallet.sendTransaction({ to: dave.address, value: 1n })
  await chain.wallet.sendTransaction({ to: dave.address, value: 2n })
  const before = await chain.client.getBlock()
  const unsigned = { from: bob.address, to: dave.address, value: '0x7' }
  await chain.rpc('anvil_impersonateAccount', bob.address)
  await chain.rpc('anvil_reorg', 2, [[unsigned, 1]])
  const after = await chain.client.getBlock()
  expect([after.number, after.transactions.length]).toEqual([before.number, 1])
  expect(await chain.client.getBalance({ address: dave.address })).toBe(7n)
  expect(chain.chain.getMining()).toEqual({ mode: 'instant' })
  await expect(chain.rpc('anvil_reorg', 1, [[unsigned, 1]])).rejects.toMatchObject({ code: -32602 })
  await expect(chain.rpc('anvil_reorg', 9, [])).rejects.toMatchObject({ code: -32000 })
})

test('empties the pool, wholly or of one sender', async () => {
  await chain.rpc('evm_setAutomine', false)
  await sendThree()
  await chain.rpc('anvil_removePoolTransactions', carol.address)
  expect(await chain.rpc('txpool_status')).toEqual({ pending: '0x1', queued: '0x1' })
  expect(await chain.rpc('txpool_contentFrom', alice.address)).toMatchObject({
    pending: { 0: { nonce: '0x0' } },
    queued: { 2: { nonce: '0x2' } },
  })
  await chain.rpc('anvil_dropAllTransactions')
  expect(await chain.rpc('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' })
})

test('keeps its settings in the file', async () => {
  await chain.rpc('anvil_setCoinbase', dave.address)
  await chain.rpc('anvil_setNextBlockBaseFeePerGas', '0x7')
  await chain.rpc('anvil_setBlockTimestampInterval', 9)
  await chain.chain.close()
  const reopened = await openTestChain({ file: chain.file })
  await reopened.rpc('evm_mine')
  const block = await reopened.client.getBlock()
  expect(block).toMatchObject({ miner: dave.address.toLowerCase(), baseFeePerGas: 7n, timestamp: 1_700_000_009n })
  await reopened.close()
})

test('adds to a balance', async () => {
  await chain.rpc('anvil_addBalance', dave.address, '0x5')
  await chain.rpc('anvil_addBalance', dave.address, 6)
  expect(await chain.client.getBalance({ address: dave.address })).toBe(11n)
})

test('says what it is', async () => {
  expect(await chain.rpc('anvil_nodeInfo')).toMatchObject({
    currentBlockNumber: '0x0',
    hardFork: 'prague',
    environment: { chainId: 731_337, baseFee: '0x342770c0' },
    forkConfig: { forkUrl: null },
  })
  expect(await chain.rpc('hardhat_metadata')).toMatchObject({
    chainId: 731_337,
    instanceId: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    latestBlockNumber: 0,
  })
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
