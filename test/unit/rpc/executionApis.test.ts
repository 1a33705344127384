import { type Hex, keccak256, parseTransaction, type TransactionSerialized, toBlobs } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alice, bob, openTestChain, type TestChain } from '../chain/openTestChain.ts'

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain()
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

const ZERO_WORD = `0x${'0'.repeat(64)}`
const slot = (value: number): Hex => `0x${value.toString(16).padStart(64, '0')}`

test('knows no uncles', async () => {
  const { hash } = await chain.client.getBlock()
  expect(await chain.rpc('eth_getUncleCountByBlockNumber', 'latest')).toBe('0x0')
  expect(await chain.rpc('eth_getUncleCountByBlockHash', hash)).toBe('0x0')
  expect(await chain.rpc('eth_getUncleCountByBlockNumber', '0x99')).toBeNull()
  expect(await chain.rpc('eth_getUncleByBlockNumberAndIndex', 'latest', '0x0')).toBeNull()
  expect(await chain.rpc('eth_getUncleByBlockHashAndIndex', hash, '0x0')).toBeNull()
  expect(await chain.rpc('debug_getBadBlocks')).toEqual([])
})

test('reads slots of several accounts at once', async () => {
  await chain.rpc('anvil_setStorageAt', bob.address, '0x1', slot(0x38))
  const [ours, theirs] = [bob.address.toLowerCase(), alice.address.toLowerCase()]
  expect(await chain.rpc('eth_getStorageValues', { [ours]: [slot(1), slot(2)], [theirs]: [slot(1)] })).toEqual({
    [ours]: [slot(0x38), ZERO_WORD],
    [theirs]: [ZERO_WORD],
  })
  expect(await chain.rpc('eth_getStorageValues', { [ours]: [slot(1)] }, '0x0')).toEqual({ [ours]: [ZERO_WORD] })
  await expect(chain.rpc('eth_getStorageValues', {})).rejects.toMatchObject({ code: -32602 })
  const tooMany = { [ours]: new Array(1_025).fill(slot(1)) }
  await expect(chain.rpc('eth_getStorageValues', tooMany)).rejects.toMatchObject({ code: -32602 })
})

test('describes its rules (EIP-7910)', async () => {
  expect(await chain.rpc('eth_config')).toMatchObject({
    current: {
      activationTime: 0,
      blobSchedule: { target: 6, max: 9, baseFeeUpdateFraction: 5_007_716 },
      chainId: '0xb28c9',
      forkId: expect.stringMatching(/^0x[0-9a-f]{8}$/),
      precompiles: {
        ECREC: '0x0000000000000000000000000000000000000001',
        BLS12_MAP_FP2_TO_G2: '0x0000000000000000000000000000000000000011',
      },
      systemContracts: { HISTORY_STORAGE_ADDRESS: '0x0000f90827f1c53a10cb7a02335b175320002935' },
    },
    next: null,
    last: null,
  })
  const osaka = await openTestChain({ genesis: { timestamp: 1n, hardfork: 'osaka' } })
  expect(await osaka.rpc('eth_config')).toMatchObject({
    current: { precompiles: { P256VERIFY: '0x0000000000000000000000000000000000000100' } },
  })
  await osaka.close()
})

test('fills a transaction without sending it, for whoever asks', async () => {
  const session = chain.server.openSession({})
  const fill = async (request: Record<string, unknown>) =>
    (await chain.server.request(session, 'eth_fillTransaction', [request])) as {
      raw: TransactionSerialized
      tx: Record<string, unknown>
    }
  const { raw, tx } = await fill({ from: alice.address, to: bob.address, value: '0x7' })
  expect(tx).toMatchObject({
    type: '0x2',
    nonce: '0x0',
    gas: '0x5208',
    value: '0x7',
    from: alice.address.toLowerCase(),
  })
  expect(tx).toMatchObject({ hash: keccak256(raw), r: '0x0', s: '0x0', blockHash: null })
  const { gas, nonce, to } = parseTransaction(raw)
  expect([gas, nonce ?? 0, to]).toEqual([21_000n, 0, bob.address.toLowerCase()])
  const blobs = toBlobs({ data: '0x1234' })
  const request = { from: alice.address, to: bob.address, blobs }
  await expect(fill(request)).rejects.toMatchObject({ code: 4100 })
  expect(await chain.rpc('eth_fillTransaction', request)).toMatchObject({
    tx: { type: '0x3', blobVersionedHashes: [expect.stringMatching(/^0x01/)] },
  })
})

test('tells the rewards of a fee history, and the base fee that was set for the next block', async () => {
  await chain.rpc('evm_setAutomine', false)
  const send = (nonce: number, maxPriorityFeePerGas: bigint) =>
    chain.wallet.sendTransaction({
      to: bob.address,
      nonce,
      gas: 21_000n,
      maxPriorityFeePerGas,
      maxFeePerGas: 10n ** 11n,
    })
  await send(0, 5n)
  await send(1, 9n)
  await chain.rpc('evm_mine')
  await chain.rpc('anvil_setNextBlockBaseFeePerGas', 77)
  const history = { oldestBlock: '0x1', reward: [['0x5', '0x5', '0x9', '0x9']], gasUsedRatio: [0.0007] }
  expect(await chain.rpc('eth_feeHistory', '0x1', 'latest', [0, 50, 50.1, 100])).toMatchObject(history)
  expect(await chain.rpc('eth_feeHistory', 1, 'latest')).toMatchObject({ baseFeePerGas: ['0x342770c0', '0x4d'] })
  expect(await chain.rpc('eth_baseFee')).toBe('0x4d')
  await expect(chain.rpc('eth_feeHistory', 1, 'latest', [50, 10])).rejects.toThrow('invalid reward percentile')
  expect(await chain.rpc('eth_feeHistory', 0, 'latest')).toMatchObject({ oldestBlock: '0x0', gasUsedRatio: [] })
})

test('tells when the block of a transaction was made', async () => {
  const hash = await chain.wallet.sendTransaction({ to: bob.address })
  const { timestamp } = await chain.client.getBlock()
  expect(await chain.rpc('eth_getTransactionByHash', hash)).toMatchObject({
    blockTimestamp: `0x${timestamp.toString(16)}`,
  })
})

test('sends whole pending transactions to those who ask for them, and is never syncing', async () => {
  const told: unknown[] = []
  chain.provider.on('message', ({ data }) => told.push(data.result))
  await chain.rpc('eth_subscribe', 'syncing')
  await chain.rpc('eth_subscribe', 'newPendingTransactions', true)
  await chain.rpc('eth_subscribe', 'newPendingTransactions')
  const hash = await chain.wallet.sendTransaction({ to: bob.address })
  expect(told).toMatchObject([{ hash, from: alice.address.toLowerCase() }, hash])
})
