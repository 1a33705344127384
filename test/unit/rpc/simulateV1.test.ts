import { encodeFunctionData, type Hex, pad, parseEther } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createChain } from '../../../engine/chain/createChain.ts'
import { createRpcServer } from '../../../engine/rpc/createRpcServer.ts'
import { alice, bob, carol, ONE_ETHER, openTestChain, type TestChain, testGenesis } from '../chain/openTestChain.ts'
import { compileProbe, probeAbi } from '../chain/probeContract.ts'

/** As the chain of the execution-apis' own examples: the hashes of transactions there are those here. */
const CHAIN_ID = 3_503_995_874_084_926
const GAS_LIMIT = 200_000_000n

const onError = (error: unknown) => {
  throw error
}
const createRealClock = () => ({
  nowMs: () => Date.now(),
  schedule: (task: () => void, delayMs: number) => {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
})

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain({ genesis: { ...testGenesis, chainId: CHAIN_ID, gasLimit: GAS_LIMIT } })
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

type Call = {
  readonly status: Hex
  readonly returnData: Hex
  readonly gasUsed: Hex
  readonly maxUsedGas: Hex
  readonly error?: { readonly code: number; readonly message: string; readonly data?: Hex }
  readonly logs: readonly {
    readonly address: Hex
    readonly topics: readonly Hex[]
    readonly data: Hex
    readonly logIndex: Hex
  }[]
}
type Block = { readonly calls: readonly Call[]; readonly transactions: readonly Record<string, unknown>[] } & Record<
  string,
  unknown
>

const simulate = (blockStateCalls: unknown[], options: Record<string, unknown> = {}, block: unknown = 'latest') =>
  chain.rpc('eth_simulateV1', { blockStateCalls, ...options }, block) as Promise<Block[]>
const callsOf = async (
  calls: unknown[],
  options: Record<string, unknown> = {},
  overrides: Record<string, unknown> = {},
) => (await simulate([{ calls, ...overrides }], options))[0]?.calls as Call[]

const C0 = `0x${'c0'.padEnd(40, '0')}` as Hex
const C1 = `0x${'c1'.padEnd(40, '0')}` as Hex
const C2 = `0x${'c2'.padEnd(40, '0')}` as Hex
const ETHER_TOKEN = `0x${'ee'.repeat(20)}`
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const probeCode = async (): Promise<Hex> => {
  const hash = await chain.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const { contractAddress } = await chain.client.getTransactionReceipt({ hash })
  return (await chain.client.getCode({ address: contractAddress as Hex })) as Hex
}
const store = (key: bigint, value: bigint) =>
  encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [key, value] })
const read = (key: bigint) => encodeFunctionData({ abi: probeAbi, functionName: 'values', args: [key] })
const word = (value: bigint): Hex => pad(`0x${value.toString(16)}`)

test("makes the transactions, receipts and roots of the execution-apis' examples", async () => {
  const call = { from: C1, to: C1, maxFeePerGas: '0x0', maxPriorityFeePerGas: '0x0' }
  const [block] = await simulate([{ blockOverrides: { baseFeePerGas: '0xa' }, calls: [call] }])
  expect(block).toMatchObject({
    baseFeePerGas: '0xa',
    calls: [{ returnData: '0x', logs: [], gasUsed: '0x5208', maxUsedGas: '0x5208', status: '0x1' }],
    number: '0x1',
    timestamp: `0x${(1_700_000_012).toString(16)}`,
    miner: `0x${'0'.repeat(40)}`,
    mixHash: `0x${'0'.repeat(64)}`,
    gasUsed: '0x5208',
    blobGasUsed: '0x0',
    requestsHash: '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    receiptsRoot: '0xf78dfb743fbd92ade140711c8bbc542b5e307f0ab7984eff35d751969fe57efa',
    transactions: ['0x234a1d9897819c206fdeb6af312d742010a91b5b4159978a902c9a0b90e7bee5'],
    transactionsRoot: '0xed81b1bfe79c8c81d3fe874f7214a9fb9dd186e8243abfeabc506550a532c09a',
    withdrawals: [],
  })
})

test("tells transfers of ether as logs, as the execution-apis' example has them", async () => {
  const overrides = { stateOverrides: { [C0]: { balance: '0x7d0' } } }
  const calls = [{ from: C0, to: C1, value: '0x3e8' }]
  expect(await callsOf(calls, { traceTransfers: true }, overrides)).toMatchObject([
    {
      logs: [
        {
          address: ETHER_TOKEN,
          topics: [TRANSFER, word(BigInt(C0)), word(BigInt(C1))],
          data: word(1_000n),
          transactionHash: '0xf1c5abb08809ef760f87aeabe7a87284c60797192dab6d2f0d26c27c9c038e9d',
          logIndex: '0x0',
          removed: false,
        },
      ],
    },
  ])
  expect(await callsOf(calls, {}, overrides)).toMatchObject([{ logs: [] }])
})

test("returns whole transactions, as the execution-apis' example has them", async () => {
  const call = { from: C0, to: C1, maxFeePerGas: '0x10', value: '0x2540be400' }
  const overrides = { [C0]: { balance: '0xe8d4a51000' } }
  const [block] = await simulate(
    [{ blockOverrides: { baseFeePerGas: '0xf' }, stateOverrides: overrides, calls: [call] }],
    { validation: true, returnFullTransactions: true },
  )
  expect(block?.transactions).toEqual([
    expect.objectContaining({
      blockHash: block?.hash,
      blockNumber: '0x1',
      blockTimestamp: block?.timestamp,
      from: C0,
      gas: '0x2faf080',
      gasPrice: '0xf',
      maxFeePerGas: '0x10',
      maxPriorityFeePerGas: '0x0',
      hash: '0xc2df7444d2b0604cdfaa20cad5855422b575d8d2ec02868ed9eb45eb20490f66',
      type: '0x2',
      yParity: '0x0',
      r: '0x0',
      s: '0x0',
      v: '0x0',
    }),
  ])
})

test('lets each block see what those before it did, and commits nothing', async () => {
  const code = await probeCode()
  const head = await chain.client.getBlock()
  const blocks = await simulate([
    { stateOverrides: { [C2]: { code } }, calls: [{ from: C0, to: C2, input: store(1n, 42n) }] },
    { calls: [{ from: C0, to: C2, input: read(1n) }] },
  ])
  expect(blocks[0]?.calls[0]?.logs[0]?.topics[1]).toBe(word(BigInt(C0)))
  expect(blocks[1]?.calls[0]?.returnData).toBe(word(42n))
  expect(blocks[1]?.parentHash).toBe(blocks[0]?.hash)
  expect(blocks[0]?.stateRoot).not.toBe(head.stateRoot)
  expect(await chain.client.getCode({ address: C2 })).toBeUndefined()
  expect((await chain.client.getBlock()).hash).toBe(head.hash)
})

test('comes to the state root of the block that the chain then makes', async () => {
  const { timestamp } = await chain.client.getBlock()
  const hash = await chain.wallet.sendTransaction({
    to: bob.address,
    value: 5n,
    gas: 30_000n,
    maxFeePerGas: parseEther('0.0001'),
    maxPriorityFeePerGas: 7n,
  })
  const sealed = await chain.client.getBlock({ blockNumber: 1n })
  const { maxFeePerGas } = await chain.client.getTransaction({ hash })
  const call = {
    from: alice.address,
    to: bob.address,
    value: '0x5',
    gas: '0x7530',
    maxFeePerGas: `0x${maxFeePerGas?.toString(16)}`,
    maxPriorityFeePerGas: '0x7',
  }
  const time = `0x${(timestamp + 1n).toString(16)}`
  const [block] = await simulate([{ blockOverrides: { time }, calls: [call] }], { validation: true }, '0x0')
  for (const field of ['stateRoot', 'receiptsRoot', 'logsBloom', 'parentHash'] as const) {
    expect(block?.[field]).toBe(sealed[field])
  }
  expect(BigInt(block?.baseFeePerGas as Hex)).toBe(sealed.baseFeePerGas)
})

test('gives the code of a simulated block the environment that was asked for', async () => {
  const code = await probeCode()
  const environment = encodeFunctionData({ abi: probeAbi, functionName: 'environment' })
  const hashOf = (number: bigint) => encodeFunctionData({ abi: probeAbi, functionName: 'hashOf', args: [number] })
  const blocks = await simulate([
    {
      blockOverrides: {
        number: '0x5',
        time: '0x70000000',
        feeRecipient: C1,
        prevRandao: word(77n),
        baseFeePerGas: '0x9',
      },
      stateOverrides: { [C2]: { code } },
      calls: [{ to: C2, input: environment, gasPrice: '0x9', from: alice.address }],
    },
    {
      blockOverrides: { number: '0x7' },
      calls: [
        { to: C2, input: hashOf(5n) },
        { to: C2, input: hashOf(6n) },
        { to: C2, input: hashOf(1n) },
      ],
    },
  ])
  expect(blocks.map(({ number }) => number)).toEqual(['0x2', '0x3', '0x4', '0x5', '0x6', '0x7'])
  expect(blocks[3]?.calls[0]?.returnData).toBe(
    `0x${[5n, 0x7000_0000n, 9n, BigInt(C1), 77n].map((value) => word(value).slice(2)).join('')}`,
  )
  expect(blocks[5]?.calls.map(({ returnData }) => returnData)).toEqual([
    blocks[3]?.hash,
    blocks[4]?.hash,
    (await chain.client.getBlock({ blockNumber: 1n })).hash,
  ])
})

test('tells failures of calls, and goes on', async () => {
  const code = await probeCode()
  const tooLarge = store(1n, 101n)
  const failing = encodeFunctionData({ abi: probeAbi, functionName: 'storeAndFail', args: [1n] })
  const calls = await callsOf(
    [
      { to: C2, input: tooLarge },
      { to: C2, input: failing },
      { to: C2, input: encodeFunctionData({ abi: probeAbi, functionName: 'burn' }), gas: '0x7530' },
      { data: '0xfe', gas: '0x15f90' },
      { to: C2, input: read(1n) },
    ],
    {},
    { stateOverrides: { [C2]: { code } } },
  )
  expect(calls.map(({ status, error }) => [status, error?.code, error?.message])).toEqual([
    ['0x0', 3, 'execution reverted'],
    ['0x0', 3, 'execution reverted: not today'],
    ['0x1', undefined, undefined],
    ['0x0', -32015, 'invalid opcode'],
    ['0x1', undefined, undefined],
  ])
  expect(calls[0]?.error?.data).toBe(calls[0]?.returnData)
  expect(calls[3]).toMatchObject({ returnData: '0x', gasUsed: '0x15f90', logs: [] })
  expect(calls[4]?.returnData).toBe(word(0n))
})

test('tells what a call needed before its refund', async () => {
  const code = '0x60006000556000600155' // clears two slots
  const state = { [word(0n)]: word(1n), [word(1n)]: word(1n) }
  const [call] = await callsOf([{ to: C2, input: '0x' }], {}, { stateOverrides: { [C2]: { code, state } } })
  const [used, most] = [call?.gasUsed, call?.maxUsedGas].map((gas) => BigInt(gas as Hex)) as [bigint, bigint]
  expect(most).toBe(31_012n)
  expect(most - used).toBe(most / 5n)
})

test('leaves transfers of what failed out of the logs, and keeps the order', async () => {
  const calls = await callsOf(
    [{ from: alice.address, to: C2, value: '0x5' }],
    { traceTransfers: true },
    {
      stateOverrides: {
        // PUSH0×4, PUSH1 1, PUSH20 C1, GAS, CALL; LOG0(0, 0); SELFDESTRUCT(C0)
        [C2]: { code: `0x5f5f5f5f600173${C1.slice(2)}5af15f5fa073${C0.slice(2)}ff` },
        [C1]: { code: '0x' },
      },
    },
  )
  expect(calls[0]?.logs.map(({ address, topics, data, logIndex }) => [address, topics[2], data, logIndex])).toEqual([
    [ETHER_TOKEN, word(BigInt(C2)), word(5n), '0x0'],
    [ETHER_TOKEN, word(BigInt(C1)), word(1n), '0x1'],
    [C2, undefined, '0x', '0x2'],
    [ETHER_TOKEN, word(BigInt(C0)), word(4n), '0x3'],
  ])
  const failed = await callsOf(
    [{ from: alice.address, to: C2, value: '0x5' }],
    { traceTransfers: true },
    {
      stateOverrides: {
        [C2]: { code: `0x5f5f5f5f600173${C1.slice(2)}5af1` },
        [C1]: { code: '0x5f5ffd' },
      },
    },
  )
  expect(failed[0]?.logs.map(({ topics }) => topics[2])).toEqual([word(BigInt(C2))])
})

test('moves a precompile, and puts code in its place', async () => {
  const identity = `0x${'4'.padStart(40, '0')}` as Hex
  const sha256 = `0x${'2'.padStart(40, '0')}` as Hex
  const [first, second] = await simulate([
    {
      stateOverrides: {
        // returns 7
        [identity]: { code: '0x600760005260206000f3', movePrecompileToAddress: C2 },
        [sha256]: { balance: '0x1' },
      },
      calls: [
        { to: C2, input: '0x1234' },
        { to: identity, input: '0x1234' },
        { to: sha256, input: '0x' },
      ],
    },
    {
      calls: [
        { to: identity, input: '0x1234' },
        { to: sha256, input: '0x' },
      ],
    },
  ])
  expect(first?.calls.map(({ returnData }) => returnData)).toEqual(['0x1234', word(7n), '0x'])
  expect(second?.calls[0]?.returnData).toBe('0x1234')
  expect(await chain.client.call({ to: identity, data: '0x1234' })).toEqual({ data: '0x1234' })
})

test('validates as a block would, but for signatures and senders with code', async () => {
  const rich = { [C0]: { balance: '0xde0b6b3a7640000', code: '0x00' } }
  const paying = { from: C0, to: C1, maxFeePerGas: '0x77359400', gas: '0x5208' }
  const [block] = await simulate([{ stateOverrides: rich, calls: [paying, paying] }], { validation: true })
  expect(block?.calls.map(({ status }) => status)).toEqual(['0x1', '0x1'])
  expect(block?.baseFeePerGas).toBe('0x342770c0')
})

test('pays withdrawals', async () => {
  const withdrawal = { index: '0x0', validatorIndex: '0x1', address: C1, amount: '0x3' }
  const [block] = await simulate([
    { blockOverrides: { withdrawals: [withdrawal] } },
    { calls: [{ from: C1, to: C2, value: '0xb2d05e00' }] },
  ])
  expect(block).toMatchObject({ withdrawals: [withdrawal] })
})

test('reads the blob base fee that was asked for', async () => {
  const reader = { stateOverrides: { [C2]: { code: '0x4a5f5260205ff3' } } }
  const blocks = await simulate([
    { ...reader, blockOverrides: { blobBaseFee: '0x2a' }, calls: [{ to: C2 }] },
    { calls: [{ to: C2 }] },
  ])
  expect(blocks.map(({ calls }) => calls[0]?.returnData)).toEqual([word(42n), word(1n)])
})

const number = (value: string) => ({ blockOverrides: { number: value } })
const time = (value: string) => ({ blockOverrides: { time: value } })
const identity = `0x${'4'.padStart(40, '0')}`
const ripemd = `0x${'3'.padStart(40, '0')}`
test.each<[string, unknown[], Record<string, unknown>, number, string]>([
  ['blocks out of order', [number('0x9a'), number('0x90')], {}, -38020, 'block numbers must be in order: 144 <= 154'],
  ['a block at the height of the base', [number('0x0')], {}, -38020, 'in order'],
  ['times out of order', [time('0x70000001'), time('0x70000001')], {}, -38021, 'block timestamps must be in order'],
  ['too many blocks', new Array(257).fill({}), {}, -38026, 'too many blocks'],
  ['too great a gap', [number('0x101')], {}, -38026, 'too many blocks'],
  ['no blocks', [], {}, -32602, 'empty input'],
  ['no funds', [{ calls: [{ from: C0, to: C1, value: '0x3e8' }] }], {}, -38014, 'insufficient funds'],
  ['too little gas', [{ calls: [{ from: C0, to: C1, gas: '0x0' }] }], {}, -38013, 'intrinsic gas too low'],
  [
    'too low a fee',
    [{ calls: [{ from: C0, to: C1, maxFeePerGas: '0x0' }] }],
    { validation: true },
    -38012,
    'max fee per gas less than block base fee',
  ],
  [
    'a used nonce',
    [
      {
        calls: [
          { from: alice.address, to: C1, nonce: '0x0', maxFeePerGas: '0x77359400' },
          { from: alice.address, to: C1, nonce: '0x0', maxFeePerGas: '0x77359400' },
        ],
      },
    ],
    { validation: true },
    -38010,
    'nonce too low',
  ],
  [
    'a nonce to come',
    [{ calls: [{ from: alice.address, to: C1, nonce: '0x9', maxFeePerGas: '0x77359400' }] }],
    { validation: true },
    -38011,
    'nonce too high',
  ],
  [
    'more gas than the block has',
    [{ blockOverrides: { gasLimit: '0x5208' }, calls: [{ from: C0, to: C1, gas: '0x5209' }] }],
    {},
    -38015,
    'block gas limit reached',
  ],
  [
    'too much init code',
    [{ calls: [{ from: C0, input: `0x${'00'.repeat(49_153)}` }] }],
    {},
    -38025,
    'max initcode size exceeded',
  ],
  [
    'a precompile moved to itself',
    [{ stateOverrides: { [identity]: { movePrecompileToAddress: identity } } }],
    {},
    -38022,
    'itself',
  ],
  [
    'two precompiles moved to one place',
    [{ stateOverrides: { [identity]: { movePrecompileToAddress: C2 }, [ripemd]: { movePrecompileToAddress: C2 } } }],
    {},
    -38023,
    'two precompiles',
  ],
  [
    'an account moved as a precompile',
    [{ stateOverrides: { [C1]: { movePrecompileToAddress: C2 } } }],
    {},
    -32000,
    'is not a precompile',
  ],
])('refuses %s', async (_name, blocks, options, code, message) => {
  const failed = simulate(blocks, options)
  await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
})

test('simulates on any block, and on a chain that goes on meanwhile', async () => {
  await chain.wallet.sendTransaction({ to: carol.address, value: ONE_ETHER })
  await chain.wallet.sendTransaction({ to: carol.address, value: ONE_ETHER })
  const spend = [{ calls: [{ from: carol.address, to: C1, value: `0x${(1_001n * ONE_ETHER).toString(16)}` }] }]
  expect(await simulate(spend, {}, '0x1')).toHaveLength(1)
  await expect(simulate(spend, {}, '0x0')).rejects.toMatchObject({ code: -38014 })
  const [mined] = await Promise.all([chain.rpc('evm_mine'), simulate(spend)])
  expect(mined).toMatch(/^0x/)
})

test('ends a simulation of a stranger that takes too long', async () => {
  const clock = createRealClock()
  const own = await createChain({ file: ':memory:', genesis: testGenesis, mining: { mode: 'manual' }, clock, onError })
  const server = createRpcServer({ chain: own, createId: () => '0x0', onError, callTimeoutMs: 50 })
  const stateOverrides = { [C2]: { code: '0x5b5f56' } }
  const calls = new Array(300).fill({ to: C2, gas: '0x989680' })
  const params = [{ blockStateCalls: [{ stateOverrides, calls }] }]
  await expect(server.request(server.openSession({}), 'eth_simulateV1', params)).rejects.toMatchObject({
    code: -32000,
    message: 'execution aborted (timeout = 0.05s)',
  })
  await own.close()
})

test('is what viem calls simulateBlocks and simulateCalls', async () => {
  const { results } = await chain.client.simulateCalls({ account: alice, calls: [{ to: bob.address, value: 7n }] })
  expect(results).toMatchObject([{ status: 'success', gasUsed: 21_000n }])
  const blocks = await chain.client.simulateBlocks({
    blocks: [{ calls: [{ account: alice.address, to: bob.address, value: 7n }] }],
  })
  expect(blocks[0]).toMatchObject({ number: 1n, calls: [{ status: 'success' }] })
})
