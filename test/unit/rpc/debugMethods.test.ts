import {
  createPublicClient,
  createWalletClient,
  custom,
  decodeFunctionResult,
  defineChain,
  encodeFunctionData,
  fromRlp,
  hexToBytes,
  keccak256,
  numberToHex,
  pad,
  toRlp,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTraceBudget, TraceTooLargeError } from '../../../engine/evm/trace/createTraceBudget.ts'
import { isDevelopmentMethod } from '../../../engine/rpc/createRpcServer.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { compileParent, parentAbi } from './traceContract.ts'

type Hex = `0x${string}`
type StructLog = {
  readonly pc: number
  readonly op: string
  readonly gas: number
  readonly gasCost: number
  readonly depth: number
  readonly stack?: readonly Hex[]
  readonly memory?: readonly string[]
  readonly storage?: Readonly<Record<string, string>>
  readonly returnData?: Hex
  readonly error?: string
}
type StructTrace = {
  readonly gas: number
  readonly failed: boolean
  readonly returnValue: Hex
  readonly structLogs: readonly StructLog[]
}
type CallFrame = {
  readonly type: string
  readonly from: Hex
  readonly to?: Hex
  readonly gas: Hex
  readonly gasUsed: Hex
  readonly input: Hex
  readonly output?: Hex
  readonly value?: Hex
  readonly error?: string
  readonly revertReason?: string
  readonly calls?: readonly CallFrame[]
  readonly logs?: readonly { readonly address: Hex; readonly data: Hex; readonly position: Hex }[]
}
type Account = { readonly balance?: Hex; readonly nonce?: number; readonly code?: Hex; readonly storage?: object }
type Accounts = Readonly<Record<string, Account>>

const alice = privateKeyToAccount(pad('0x1'))
const heir = privateKeyToAccount(pad('0x5')).address
/** Where the parent keeps its child. */
const CHILD_SLOT = pad('0x1')
/** What delegated code writes to the parent's first slot. */
const BORROWED = 55n
const START = { rich: [alice.address], timestampS: 1_700_000_000 } as const

const openClients = async () => {
  const { chain, provider, close } = await createTestChain(START)
  const viemChain = defineChain({
    id: chain.chainId,
    name: 'test',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })
  const transport = custom(provider, { retryCount: 0 })
  return {
    chain,
    close,
    client: createPublicClient({ chain: viemChain, transport, cacheTime: 0, pollingInterval: 10 }),
    wallet: createWalletClient({ account: alice, chain: viemChain, transport }),
    rpc: <Result>(method: string, ...params: readonly unknown[]) =>
      provider.request({ method, params }) as Promise<Result>,
  }
}

let desk: Awaited<ReturnType<typeof openClients>>
let parent: Hex
let child: Hex
const lower = (address: Hex): Hex => address.toLowerCase() as Hex

type Call =
  | { readonly functionName: 'create'; readonly args?: readonly [] }
  | { readonly functionName: 'keep' | 'borrow' | 'attempt' | 'overflow' | 'grow'; readonly args: readonly [bigint] }
  | { readonly functionName: 'read'; readonly args?: readonly [] }
  | { readonly functionName: 'dismiss'; readonly args: readonly [Hex] }

const send = async (call: Call, options: { readonly value?: bigint; readonly gas?: bigint } = {}) => {
  const data = encodeFunctionData({ abi: parentAbi, ...call } as Parameters<typeof encodeFunctionData>[0])
  const hash = await desk.wallet.sendTransaction({ to: parent, data, gas: 1_000_000n, ...options })
  return { data, receipt: await desk.client.getTransactionReceipt({ hash }) }
}

const trace = <Result>(hash: Hex, config: object = {}) => desk.rpc<Result>('debug_traceTransaction', hash, config)
const traceCalls = (hash: Hex, tracerConfig: object = {}) =>
  trace<CallFrame>(hash, { tracer: 'callTracer', tracerConfig })
const sumCosts = (logs: readonly StructLog[]) => logs.reduce((sum, { gasCost }) => sum + gasCost, 0)
const measureIntrinsic = (data: Hex) => 21_000 + hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0)

beforeAll(async () => {
  desk = await openClients()
  const hash = await desk.wallet.deployContract({ abi: parentAbi, bytecode: compileParent() })
  const { contractAddress } = await desk.client.getTransactionReceipt({ hash })
  if (contractAddress == null) throw new Error('not deployed')
  parent = contractAddress
  await send({ functionName: 'create' }, { value: 9n })
  child = await desk.client.readContract({ address: parent, abi: parentAbi, functionName: 'child' })
})
afterAll(() => desk.close())

test('gives the gas and output of the receipt, and costs that add up to it', async () => {
  const { receipt, data } = await send({ functionName: 'grow', args: [40n] })
  const result = await trace<StructTrace>(receipt.transactionHash)
  expect(result).toMatchObject({ gas: Number(receipt.gasUsed), failed: false, returnValue: pad(numberToHex(780)) })
  expect(sumCosts(result.structLogs)).toBe(Number(receipt.gasUsed) - measureIntrinsic(data))
  expect(result.structLogs[0]).toEqual({
    pc: 0,
    op: 'PUSH1',
    gas: 1_000_000 - measureIntrinsic(data),
    gasCost: 3,
    depth: 1,
    stack: [],
  })
})

test('leaves each frame of a nested call with the gas its steps say', async () => {
  const { receipt, data } = await send({ functionName: 'keep', args: [20n] }, { value: 3n })
  const { structLogs } = await trace<StructTrace>(receipt.transactionHash)
  const outer = structLogs.filter(({ depth }) => depth === 1)
  const inner = structLogs.filter(({ depth }) => depth === 2)
  const call = outer.find(({ op }) => op === 'CALL')
  const first = inner[0]
  const last = inner.at(-1)
  const after = outer[outer.findIndex(({ op }) => op === 'CALL') + 1]
  if (call === undefined || first === undefined || last === undefined || after === undefined) throw new Error('no call')
  const STIPEND = 2_300
  const innerUsed = first.gas - (last.gas - last.gasCost)
  expect(sumCosts(inner)).toBe(innerUsed)
  // The call's cost has what it hands over; what comes back is in the next step's gas.
  expect(after.gas).toBe(call.gas - call.gasCost + first.gas - innerUsed)
  expect(first.gas - STIPEND).toBeLessThan(call.gasCost)
  const used = (outer[0]?.gas ?? 0) - (outer.at(-1)?.gas ?? 0)
  expect(used).toBe(Number(receipt.gasUsed) - measureIntrinsic(data))
})

test('shows memory, return data and storage when asked, and no stack when not', async () => {
  const { receipt } = await send({ functionName: 'keep', args: [21n] })
  const config = { enableMemory: true, enableReturnData: true, disableStack: true }
  const { structLogs } = await trace<StructTrace>(receipt.transactionHash, config)
  expect(structLogs.every(({ stack }) => stack === undefined)).toBe(true)
  // Solidity's first three opcodes set the pointer to free memory.
  expect(structLogs[3]?.memory?.[2]).toBe(numberToHex(0x80, { size: 32 }).slice(2))
  expect(structLogs.at(-1)?.returnData).toBe(pad(numberToHex(22)))
  const zero = '0'.repeat(64)
  const store = structLogs.find(({ op, depth }) => op === 'SSTORE' && depth === 2)
  expect(store?.storage).toEqual({ [zero]: pad(numberToHex(21)).slice(2) })
  const plain = await trace<StructTrace>(receipt.transactionHash, { disableStorage: true, limit: 30 })
  expect(plain.structLogs).toHaveLength(30)
  expect(plain.structLogs.every(({ storage, memory }) => storage === undefined && memory === undefined)).toBe(true)
  expect(plain.gas).toBe(Number(receipt.gasUsed))
})

test('marks the step that ran out of gas', async () => {
  const { receipt } = await send({ functionName: 'grow', args: [10_000n] }, { gas: 200_000n })
  const result = await trace<StructTrace>(receipt.transactionHash)
  expect(result).toMatchObject({ gas: 200_000, failed: true, returnValue: '0x' })
  expect(result.structLogs.at(-1)?.error).toBe('out of gas')
  expect(result.structLogs.slice(0, -1).every(({ error }) => error === undefined)).toBe(true)
})

test('draws the tree of calls with logs', async () => {
  const { receipt, data } = await send({ functionName: 'keep', args: [30n] }, { value: 2n })
  const frame = await traceCalls(receipt.transactionHash, { withLog: true })
  expect(frame).toMatchObject({
    type: 'CALL',
    from: lower(alice.address),
    to: lower(parent),
    gas: numberToHex(1_000_000),
    gasUsed: numberToHex(receipt.gasUsed),
    input: data,
    value: '0x2',
  })
  expect(decodeFunctionResult({ abi: parentAbi, functionName: 'keep', data: frame.output ?? '0x' })).toBe(31n)
  expect(frame.calls).toMatchObject([{ type: 'CALL', from: lower(parent), to: lower(child), value: '0x2' }])
  expect(frame.calls?.[0]?.logs).toEqual([
    { address: lower(child), topics: receipt.logs[0]?.topics, data: receipt.logs[0]?.data, position: '0x0' },
  ])
  expect(await traceCalls(receipt.transactionHash, { onlyTopCall: true })).not.toHaveProperty('calls')
})

test('names static and delegated calls, and who they run for', async () => {
  const read = await traceCalls((await send({ functionName: 'read' })).receipt.transactionHash)
  expect(read.calls).toMatchObject([{ type: 'STATICCALL', from: lower(parent), to: lower(child) }])
  expect(read.calls?.[0]).not.toHaveProperty('value')
  const { receipt } = await send({ functionName: 'borrow', args: [BORROWED] })
  const borrow = await traceCalls(receipt.transactionHash, { withLog: true })
  expect(borrow.calls).toMatchObject([{ type: 'DELEGATECALL', from: lower(parent), to: lower(child), value: '0x0' }])
  expect(borrow.calls?.[0]?.logs?.[0]?.address).toBe(lower(parent))
  expect(borrow.logs?.[0]?.position).toBe('0x1')
})

test('gives the reason of a revert, caught or not, and leaves out its logs', async () => {
  const failed = await traceCalls((await send({ functionName: 'keep', args: [13n] })).receipt.transactionHash)
  expect(failed).toMatchObject({ error: 'execution reverted', revertReason: 'unlucky' })
  expect(failed.calls?.[0]).toMatchObject({ error: 'execution reverted', revertReason: 'unlucky' })
  const { receipt } = await send({ functionName: 'attempt', args: [13n] })
  const caught = await traceCalls(receipt.transactionHash, { withLog: true })
  expect(caught.error).toBeUndefined()
  expect(caught.logs?.map(({ position }) => position)).toEqual(['0x0', '0x1'])
  expect(caught.calls?.[0]).toMatchObject({ revertReason: 'unlucky' })
  const panic = await traceCalls((await send({ functionName: 'overflow', args: [1n << 200n] })).receipt.transactionHash)
  expect(panic.revertReason).toBe('arithmetic underflow or overflow')
})

test('shows what a creation deployed, and what a self-destruct left behind', async () => {
  const { receipt } = await send({ functionName: 'create' }, { value: 4n })
  const created = await desk.client.readContract({ address: parent, abi: parentAbi, functionName: 'child' })
  const create = (await traceCalls(receipt.transactionHash)).calls?.[0]
  expect(create).toMatchObject({ type: 'CREATE', from: lower(parent), to: lower(created), value: '0x4' })
  expect(create?.output).toBe(await desk.client.getCode({ address: created }))
  const dismissal = await send({ functionName: 'dismiss', args: [heir] })
  const leave = (await traceCalls(dismissal.receipt.transactionHash)).calls?.[0]
  expect(leave?.calls).toEqual([
    {
      type: 'SELFDESTRUCT',
      from: lower(created),
      to: lower(heir),
      gas: '0x0',
      gasUsed: '0x0',
      input: '0x',
      value: '0x4',
    },
  ])
  child = created
})

test('traces the creation of a contract', async () => {
  const hash = await desk.wallet.deployContract({ abi: parentAbi, bytecode: compileParent() })
  const { contractAddress, gasUsed } = await desk.client.getTransactionReceipt({ hash })
  const frame = await traceCalls(hash)
  expect(frame).toMatchObject({ type: 'CREATE', to: contractAddress?.toLowerCase(), gasUsed: numberToHex(gasUsed) })
  const { pre, post } = await trace<{ pre: Accounts; post: Accounts }>(hash, {
    tracer: 'prestateTracer',
    tracerConfig: { diffMode: true },
  })
  expect(pre).not.toHaveProperty(contractAddress?.toLowerCase() ?? '')
  expect(post[contractAddress?.toLowerCase() ?? '']).toEqual({
    nonce: 1,
    code: frame.output,
    storage: { [pad('0x0')]: pad('0x5') },
  })
})

test('knows balances, nonces and slots before and after, as the chain does', async () => {
  const { receipt } = await send({ functionName: 'keep', args: [77n] }, { value: 6n })
  const at = (offset: bigint) => ({ blockNumber: receipt.blockNumber + offset })
  const balance = async (address: Hex, offset: bigint) =>
    numberToHex(await desk.client.getBalance({ address, ...at(offset) }))
  const slot = (address: Hex, offset: bigint) => desk.client.getStorageAt({ address, slot: pad('0x0'), ...at(offset) })
  const before = await trace<Accounts>(receipt.transactionHash, { tracer: 'prestateTracer' })
  const nonce = await desk.client.getTransactionCount({ address: alice.address, ...at(-1n) })
  expect(before[lower(alice.address)]).toEqual({ balance: await balance(alice.address, -1n), nonce })
  expect(before[lower(parent)]?.storage).toEqual({ [CHILD_SLOT]: pad(lower(child)) })
  expect(before[lower(child)]).toEqual({
    balance: await balance(child, -1n),
    nonce: 1,
    code: await desk.client.getCode({ address: child }),
    storage: { [pad('0x0')]: await slot(child, -1n) },
  })
  const config = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } }
  const { pre, post } = await trace<{ pre: Accounts; post: Accounts }>(receipt.transactionHash, config)
  expect(post[lower(alice.address)]).toEqual({ balance: await balance(alice.address, 0n), nonce: nonce + 1 })
  expect(post[lower(child)]).toEqual({
    balance: await balance(child, 0n),
    storage: { [pad('0x0')]: await slot(child, 0n) },
  })
  expect(pre[lower(child)]).toEqual(before[lower(child)])
  expect(pre).not.toHaveProperty(lower(parent))
})

test('traces a block, each transaction after those before it', async () => {
  desk.chain.setMining({ mode: 'manual' })
  const data = [40n, 41n, 42n].map((value) =>
    encodeFunctionData({ abi: parentAbi, functionName: 'keep', args: [value] }),
  )
  const first = await desk.client.getTransactionCount({ address: alice.address })
  const hashes: Hex[] = []
  for (const [index, input] of data.entries()) {
    hashes.push(await desk.wallet.sendTransaction({ to: parent, data: input, gas: 200_000n, nonce: first + index }))
  }
  const { number, hash } = await desk.chain.mine()
  desk.chain.setMining({ mode: 'instant' })
  const config = { tracer: 'prestateTracer', tracerConfig: { diffMode: true } }
  type Traces = { txHash: Hex; result: { pre: Accounts; post: Accounts } }[]
  const traces = await desk.rpc<Traces>('debug_traceBlockByNumber', numberToHex(number), config)
  expect(traces.map(({ txHash }) => txHash)).toEqual(hashes)
  const slots = traces.map(({ result }) => result.post[lower(child)]?.storage)
  expect(slots).toEqual([40, 41, 42].map((value) => ({ [pad('0x0')]: pad(numberToHex(value)) })))
  expect(traces[2]?.result.pre[lower(child)]?.storage).toEqual(slots[1])
  expect(await trace(hashes[2] ?? '0x', config)).toEqual(traces[2]?.result)
  const blockHash = `0x${Buffer.from(hash).toString('hex')}`
  expect(await desk.rpc('debug_traceBlockByHash', blockHash, config)).toEqual(traces)
})

test('traces a call that nobody signed, with overrides, and leaves nothing behind', async () => {
  const data = encodeFunctionData({ abi: parentAbi, functionName: 'overflow', args: [2n] })
  const call = { from: alice.address, to: parent, data, gas: '0x30d40' }
  const result = await desk.rpc<StructTrace>('debug_traceCall', call, 'latest', {})
  expect(result.returnValue).toBe(numberToHex(BORROWED - 2n, { size: 32 }))
  expect(result.gas).toBe(measureIntrinsic(data) + sumCosts(result.structLogs))
  const stateOverrides = { [parent]: { stateDiff: { [pad('0x0')]: pad('0x9') } } }
  const frame = await desk.rpc<CallFrame>('debug_traceCall', call, 'latest', { tracer: 'callTracer', stateOverrides })
  expect(frame).toMatchObject({ type: 'CALL', gas: '0x30d40', output: pad('0x7'), gasUsed: numberToHex(result.gas) })
  expect(await desk.client.getStorageAt({ address: parent, slot: pad('0x0') })).toBe(
    numberToHex(BORROWED, { size: 32 }),
  )
})

test('refuses what it cannot trace', async () => {
  await expect(trace(pad('0x1'))).rejects.toMatchObject({ code: -32000, message: 'transaction not found' })
  await expect(desk.rpc('debug_traceBlockByNumber', '0x0')).rejects.toMatchObject({
    message: 'genesis is not traceable',
  })
  await expect(desk.rpc('debug_traceBlockByNumber', '0x1', { tracer: 'noTracer' })).rejects.toMatchObject({
    code: -32602,
  })
})

test('stops at a trace too large for one answer', async () => {
  const data = encodeFunctionData({ abi: parentAbi, functionName: 'grow', args: [3_000n] })
  const call = { from: alice.address, to: parent, data }
  await expect(desk.rpc('debug_traceCall', call, 'latest', { enableMemory: true })).rejects.toMatchObject({
    code: -32005,
    message: expect.stringContaining('trace too large'),
  })
  const budget = createTraceBudget(10)
  expect(budget.spend(10)).toBe(true)
  expect(budget.spend(1)).toBe(false)
  expect(() => budget.requireRoom()).toThrow(TraceTooLargeError)
})

test.each([
  ['LOG0', `0x7f${'ff'.repeat(32)}6000a0`],
  ['LOG0 of 1 GiB', '0x63400000006000a0'],
  ['CREATE2', `0x60007f${'ff'.repeat(32)}60006000f5`],
  ['CREATE2 of 1 GiB', '0x6000634000000060006000f5'],
  ['LOG4 without topics', '0x60006000a4'],
  ['CALL without arguments', '0x6000f1'],
  ['an opcode that is none', '0x0c'],
])('survives %s that cannot succeed', async (_name, code) => {
  const call = { from: alice.address, to: heir, gas: '0xf4240' }
  const stateOverrides = { [heir]: { code } }
  for (const config of [{}, { tracer: 'callTracer', tracerConfig: { withLog: true } }, { tracer: 'prestateTracer' }]) {
    const result = await desk.rpc<object>('debug_traceCall', call, 'latest', { ...config, stateOverrides })
    if (!('tracer' in config)) expect(result).toMatchObject({ failed: true, gas: 1_000_000 })
    if (config.tracer === 'callTracer') {
      expect(result).toMatchObject({ gasUsed: '0xf4240', error: expect.any(String) })
      expect(result).not.toHaveProperty('logs')
    }
  }
})

test('keeps traces, which hold the chain for long, from the doors', () => {
  const methods = ['Transaction', 'Call', 'BlockByNumber', 'BlockByHash'].map((name) => `debug_trace${name}`)
  expect(methods.filter((method) => !isDevelopmentMethod(method))).toEqual([])
  expect(isDevelopmentMethod('debug_getRawBlock')).toBe(false)
})

test('gives blocks in bytes from which another chain makes the same', async () => {
  const other = await openClients()
  const head = await desk.client.getBlock()
  for (let number = 1n; number <= head.number; number++) {
    const raw = await desk.rpc<Hex>('debug_getRawBlock', numberToHex(number))
    await other.chain.importBlock(hexToBytes(raw))
  }
  expect((await other.client.getBlock()).hash).toBe(head.hash)
  await other.close()
})

test('gives headers, receipts and transactions in the bytes that are hashed', async () => {
  const { receipt } = await send({ functionName: 'keep', args: [90n] })
  const block = await desk.client.getBlock({ blockNumber: receipt.blockNumber })
  const number = numberToHex(receipt.blockNumber)
  expect(keccak256(await desk.rpc<Hex>('debug_getRawHeader', number))).toBe(block.hash)
  expect(keccak256(await desk.rpc<Hex>('debug_getRawTransaction', receipt.transactionHash))).toBe(
    receipt.transactionHash,
  )
  expect(await desk.rpc('debug_getRawTransaction', pad('0x1'))).toBeNull()
  const [raw] = await desk.rpc<Hex[]>('debug_getRawReceipts', number)
  const [status, gasUsed, bloom, logs] = fromRlp(`0x${raw?.slice(4)}`)
  expect(raw?.slice(0, 4)).toBe('0x02')
  expect([status, gasUsed, bloom]).toEqual([
    '0x01',
    numberToHex(receipt.gasUsed, { size: 3 }).replace(/^0x00/, '0x'),
    receipt.logsBloom,
  ])
  expect(logs).toEqual(receipt.logs.map(({ address, topics, data }) => [address, topics, data]))
  // A trie of one leaf: its key is the RLP of 0, 0x80, with the prefix of an even leaf.
  expect(keccak256(toRlp(['0x2080', raw ?? '0x']))).toBe(block.receiptsRoot)
})
