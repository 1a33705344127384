import { verifyMerkleProof } from '@ethereumjs/mpt'
import { bytesToHex, concat, encodeFunctionData, hexToBytes, keccak256, pad, parseEventLogs, toRlp } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alice, bob, dave, openTestChain, type TestChain } from '../chain/openTestChain.ts'
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
const encodeStore = (key: bigint, value: bigint) =>
  encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [key, value] })
const encodeValues = (key: bigint) => encodeFunctionData({ abi: probeAbi, functionName: 'values', args: [key] })
const toWord = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`

test('finds logs by address, by topics, and by range', async () => {
  await store(1n, 10n)
  await store(2n, 20n)
  await store(1n, 30n)
  const find = (args: { key?: bigint; who?: `0x${string}` }, fromBlock = 0n, toBlock?: bigint) =>
    chain.client.getContractEvents({
      address,
      abi: probeAbi,
      eventName: 'Stored',
      args,
      fromBlock,
      ...(toBlock === undefined ? {} : { toBlock }),
    })
  const values = (logs: Awaited<ReturnType<typeof find>>) => logs.map((log) => log.args.value)
  expect(values(await find({}))).toEqual([10n, 20n, 30n])
  expect(values(await find({ key: 1n }))).toEqual([10n, 30n])
  expect(values(await find({ who: bob.address }))).toEqual([])
  expect(values(await find({ who: alice.address, key: 2n }))).toEqual([20n])
  expect(values(await find({}, 3n, 3n))).toEqual([20n])
  expect(await chain.client.getLogs({ address: dave.address, fromBlock: 0n })).toEqual([])
})

test('takes any of several topics, and requires as many topics as the filter has', async () => {
  await store(1n, 10n)
  await store(2n, 20n)
  await store(3n, 30n)
  const query = (topics: unknown[]) => chain.rpc('eth_getLogs', { fromBlock: 'earliest', topics }) as Promise<unknown[]>
  expect(await query([null, null, [toWord(1n), toWord(3n)]])).toHaveLength(2)
  expect(await query([null, null, null])).toHaveLength(3)
  expect(await query([null, null, null, null])).toHaveLength(0)
})

test('places each log of a block, and repeats it in the receipt', async () => {
  const hash = await store(1n, 10n)
  const receipt = await chain.client.getTransactionReceipt({ hash })
  const [log] = await chain.client.getLogs({ blockHash: receipt.blockHash })
  expect(receipt.logs).toEqual([log])
  expect(log).toMatchObject({
    transactionHash: hash,
    logIndex: 0,
    transactionIndex: 0,
    removed: false,
    blockNumber: 2n,
  })
  expect(parseEventLogs({ abi: probeAbi, logs: receipt.logs })[0]?.args).toEqual({
    who: alice.address,
    key: 1n,
    value: 10n,
  })
})

test('refuses ranges that are turned round or mixed with a hash', async () => {
  await expect(chain.rpc('eth_getLogs', { fromBlock: '0x2', toBlock: '0x1' })).rejects.toMatchObject({ code: -32000 })
  await expect(chain.rpc('eth_getLogs', { fromBlock: '0x1', blockHash: toWord(0n) })).rejects.toMatchObject({
    code: -32602,
  })
})

test('tells filters what is new since they last asked', async () => {
  const [logs, blocks, pending] = await Promise.all([
    chain.rpc('eth_newFilter', { address }),
    chain.rpc('eth_newBlockFilter'),
    chain.rpc('eth_newPendingTransactionFilter'),
  ])
  const hash = await store(1n, 10n)
  const head = await chain.client.getBlock()
  expect(await chain.rpc('eth_getFilterChanges', blocks)).toEqual([head.hash])
  expect(await chain.rpc('eth_getFilterChanges', pending)).toEqual([hash])
  expect(await chain.rpc('eth_getFilterChanges', logs)).toEqual([expect.objectContaining({ transactionHash: hash })])
  for (const filter of [logs, blocks, pending]) expect(await chain.rpc('eth_getFilterChanges', filter)).toEqual([])
  expect(await chain.rpc('eth_getFilterLogs', logs)).toHaveLength(1)
  expect(await chain.rpc('eth_uninstallFilter', logs)).toBe(true)
  expect(await chain.rpc('eth_uninstallFilter', logs)).toBe(false)
  await expect(chain.rpc('eth_getFilterChanges', logs)).rejects.toMatchObject({
    code: -32000,
    message: 'filter not found',
  })
})

test('lets viem watch events', async () => {
  const seen: unknown[] = []
  const stop = chain.client.watchContractEvent({
    address,
    abi: probeAbi,
    onLogs: (logs) => seen.push(...logs),
    poll: true,
  })
  await expect
    .poll(async () => {
      await store(1n, 10n)
      return seen.length
    })
    .toBeGreaterThan(0)
  stop()
})

test('notifies subscribers of heads, logs and pending transactions until they leave', async () => {
  const seen: { subscription: string; result: unknown }[] = []
  chain.provider.on('message', ({ data }) => seen.push(data))
  const heads = await chain.rpc('eth_subscribe', 'newHeads')
  const logs = await chain.rpc('eth_subscribe', 'logs', { address })
  const pending = await chain.rpc('eth_subscribe', 'newPendingTransactions')
  const hash = await store(1n, 10n)
  expect(seen).toEqual([
    { subscription: pending, result: hash },
    { subscription: heads, result: expect.objectContaining({ number: '0x2' }) },
    { subscription: logs, result: expect.objectContaining({ transactionHash: hash }) },
  ])
  for (const id of [heads, logs, pending]) expect(await chain.rpc('eth_unsubscribe', id)).toBe(true)
  await store(1n, 11n)
  expect(seen).toHaveLength(3)
})

test('simulates calls in order, each on what those before it did, and leaves nothing behind', async () => {
  const call = { from: alice.address, to: address }
  const outcome = (await chain.rpc('quantera_simulate', {
    calls: [
      { ...call, data: encodeStore(1n, 42n), value: '0x5' },
      { ...call, data: encodeValues(1n) },
      { ...call, data: encodeStore(1n, 101n) },
      { from: dave.address, to: address, value: '0x1' },
    ],
    timestamp: '0x77359400',
  })) as { timestamp: string; results: unknown[] }
  expect(outcome.timestamp).toBe('0x77359400')
  expect(outcome.results).toMatchObject([
    { status: 'success', logs: [{ address: address.toLowerCase(), data: toWord(42n) }] },
    { status: 'success', returnData: toWord(42n), logs: [] },
    { status: 'reverted', error: 'revert', returnData: expect.stringMatching(/^0x[0-9a-f]{136}$/), logs: [] },
    { status: 'invalid', error: expect.stringContaining('insufficient funds') },
  ])
  expect(await chain.client.getBalance({ address })).toBe(0n)
  expect(await chain.client.readContract({ address, abi: probeAbi, functionName: 'values', args: [1n] })).toBe(0n)
})

test('simulates a delegation (EIP-7702) that later calls see', async () => {
  const authorization = await chain.wallet.signAuthorization({ account: bob, contractAddress: address })
  const outcome = (await chain.rpc('quantera_simulate', {
    calls: [
      {
        from: alice.address,
        to: dave.address,
        authorizationList: [
          {
            chainId: `0x${authorization.chainId.toString(16)}`,
            address,
            nonce: `0x${authorization.nonce.toString(16)}`,
            yParity: `0x${(authorization.yParity ?? 0).toString(16)}`,
            r: authorization.r,
            s: authorization.s,
          },
        ],
      },
      { from: alice.address, to: bob.address, data: encodeStore(1n, 7n) },
      { from: alice.address, to: bob.address, data: encodeValues(1n) },
    ],
  })) as { results: unknown[] }
  expect(outcome.results[2]).toMatchObject({ status: 'success', returnData: toWord(7n) })
  expect(await chain.client.getCode({ address: bob.address })).toBeUndefined()
})

test('calls as a contract, which could sign no transaction', async () => {
  const data = encodeFunctionData({ abi: probeAbi, functionName: 'caller' })
  const result = (await chain.rpc('eth_call', { from: address, to: address, data })) as string
  expect(result).toBe(`${toWord(BigInt(address))}${toWord(BigInt(address)).slice(2)}`)
})

test('gives proofs that lead from the state root to the account and its slot', async () => {
  await store(1n, 10n)
  const slot = keccak256(concat([pad('0x1'), pad('0x0')]))
  const proof = await chain.client.getProof({ address, storageKeys: [slot] })
  const { stateRoot } = await chain.client.getBlock()
  const verify = (root: `0x${string}`, key: `0x${string}`, nodes: readonly `0x${string}`[]) =>
    verifyMerkleProof(
      hexToBytes(key),
      nodes.map((node) => hexToBytes(node)),
      { useKeyHashing: true, root: hexToBytes(root) },
    )
  const account = await verify(stateRoot, address, proof.accountProof)
  expect(account === null ? null : bytesToHex(account)).toBe(toRlp(['0x01', '0x', proof.storageHash, proof.codeHash]))
  const value = await verify(proof.storageHash, slot, proof.storageProof[0]?.proof ?? [])
  expect(value === null ? null : bytesToHex(value)).toBe('0x0a')
  expect(proof.storageProof[0]?.value).toBe(10n)
})

test('reports fees of past blocks and of the next', async () => {
  await store(1n, 10n)
  const history = await chain.client.getFeeHistory({ blockCount: 3, rewardPercentiles: [50] })
  const blocks = await Promise.all([0n, 1n, 2n].map((blockNumber) => chain.client.getBlock({ blockNumber })))
  expect(history.oldestBlock).toBe(0n)
  expect(history.baseFeePerGas.slice(0, 3)).toEqual(blocks.map(({ baseFeePerGas }) => baseFeePerGas))
  expect(history.baseFeePerGas).toHaveLength(4)
  expect(history.gasUsedRatio[2]).toBeCloseTo(Number(blocks[2]?.gasUsed) / 60_000_000)
  expect(history.reward?.[2]).toEqual([1_000_000_000n])
})
