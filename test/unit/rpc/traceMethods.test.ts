import { encodeFunctionData, type Hex, numberToHex, pad, parseEther } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestChain } from '../../builders/createTestChain.ts'
import { type Anvil, startAnvil } from '../../builders/startAnvil.ts'
import { compileParent, parentAbi } from './traceContract.ts'

type Call = {
  readonly action: { readonly from?: Hex; readonly to?: Hex; readonly gas?: Hex }
  readonly traceAddress: readonly number[]
  readonly transactionHash: Hex
  readonly error?: string
  readonly result: { readonly gasUsed: Hex; readonly output?: Hex } | null
  readonly subtraces: number
  readonly type: string
}
type Replay = {
  readonly output: Hex
  readonly trace: readonly Call[]
  readonly stateDiff: Readonly<Record<string, Diff>>
}
type Diff = { readonly code: unknown; readonly nonce: unknown; readonly storage: unknown }
type Rpc = <Result>(method: string, ...params: readonly unknown[]) => Promise<Result>

const alice = mnemonicToAccount('test test test test test test test test test test test junk')
const heir = '0x00000000000000000000000000000000000000aa'
const GAS = 1_000_000n

let anvil: Anvil
let close: () => Promise<void>
let ours: Rpc
let theirs: Rpc
const hashes: Hex[] = []
let nonce = 0

const send = async (transaction: { readonly to?: Hex; readonly data: Hex; readonly value?: bigint }): Promise<Hex> => {
  const raw = await alice.signTransaction({
    type: 'eip1559',
    chainId: 31_337,
    nonce: nonce++,
    gas: GAS,
    maxFeePerGas: 10_000_000_000n,
    maxPriorityFeePerGas: 1n,
    ...transaction,
  })
  const hash = await ours<Hex>('eth_sendRawTransaction', raw)
  expect(await theirs('eth_sendRawTransaction', raw)).toBe(hash)
  hashes.push(hash)
  return hash
}

/** What both answer but for the blocks, whose headers differ. */
const withoutBlock = (calls: readonly Call[]) => calls.map((call) => ({ ...call, blockHash: undefined }))
const encode = (functionName: string, args: readonly unknown[] = []) =>
  encodeFunctionData({ abi: parentAbi, functionName, args } as Parameters<typeof encodeFunctionData>[0])

beforeAll(async () => {
  const local = await createTestChain({ rich: [alice.address], timestampS: 1_700_000_000, chainId: 31_337 })
  close = local.close
  ours = (method, ...params) => local.provider.request({ method, params }) as Promise<never>
  anvil = await startAnvil('--hardfork', 'prague', '--balance', '1000', '--timestamp', '1700000000')
  theirs = anvil.request
  const deployment = await send({ data: compileParent() })
  const { contractAddress: to } = await ours<{ contractAddress: Hex }>('eth_getTransactionReceipt', deployment)
  await send({ to, data: encode('create'), value: 9n })
  await send({ to, data: encode('keep', [20n]), value: 3n })
  await send({ to, data: encode('keep', [13n]), value: 3n })
  await send({ to, data: encode('attempt', [13n]) })
  await send({ to, data: encode('borrow', [21n]) })
  await send({ to, data: encode('read') })
  await send({ to, data: encode('overflow', [70n]) })
  await send({ to: heir, data: '0x', value: parseEther('1') })
  await send({ to: pad('0x4', { size: 20 }), data: '0x1234' })
  await send({ data: '0x60ff6000fe' })
  await send({ to, data: encode('dismiss', [heir]) })
})
afterAll(async () => {
  await anvil.stop()
  await close()
})

test('lists the calls of each transaction as anvil does', async () => {
  for (const hash of hashes) {
    const calls = await ours<Call[]>('trace_transaction', hash)
    expect(withoutBlock(calls)).toEqual(withoutBlock(await theirs<Call[]>('trace_transaction', hash)))
  }
})

test('lists the calls of each block as anvil does, and none of the first', async () => {
  for (const [index] of hashes.entries()) {
    const calls = await ours<Call[]>('trace_block', numberToHex(index + 1))
    expect(withoutBlock(calls)).toEqual(withoutBlock(await theirs<Call[]>('trace_block', numberToHex(index + 1))))
  }
  expect(await ours('trace_block', 'earliest')).toEqual([])
})

test('counts selectors as anvil does', async () => {
  for (const hash of hashes) {
    const config = { tracer: '4byteTracer' }
    expect(await ours('debug_traceTransaction', hash, config)).toEqual(
      await theirs('debug_traceTransaction', hash, config),
    )
  }
})

test('replays blocks with the calls and the changes of the state that anvil gives', async () => {
  for (const [index] of hashes.entries()) {
    const params = [numberToHex(index + 1), ['trace', 'stateDiff']]
    const [local] = await ours<Replay[]>('trace_replayBlockTransactions', ...params)
    const [remote] = await theirs<Replay[]>('trace_replayBlockTransactions', ...params)
    expect(local?.trace).toEqual(remote?.trace)
    // Fees differ: anvil starts at another base fee. The account that earns them is another too.
    for (const [address, { code, nonce, storage }] of Object.entries(remote?.stateDiff ?? {})) {
      if (/^0x0{40}$/.test(address)) continue
      // An account that begins without code: OpenEthereum gives it as `+`, anvil says `=`.
      if (address === heir) continue
      expect(local?.stateDiff[address], `${hashes[index]} ${address}`).toMatchObject({ code, nonce, storage })
    }
  }
})

test('finds calls by who made them and whom they reached, page by page', async () => {
  const range = { fromBlock: '0x1', toBlock: 'latest' }
  const all = (await Promise.all(hashes.map((hash) => ours<Call[]>('trace_transaction', hash)))).flat()
  expect(await ours('trace_filter', range)).toEqual(all)
  const pages = await Promise.all(
    [0, 7, 14, 21].map((after) => ours<Call[]>('trace_filter', { ...range, after, count: 7 })),
  )
  expect(pages.flat()).toEqual(all)
  const toHeir = await ours<Call[]>('trace_filter', { ...range, toAddress: [heir] })
  expect(toHeir).toEqual(all.filter(({ action }) => action.to === heir))
  expect(toHeir).toHaveLength(1)
  const lower = alice.address.toLowerCase()
  const both = { ...range, fromAddress: [alice.address], toAddress: [heir], mode: 'intersection' }
  expect(await ours('trace_filter', both)).toEqual(toHeir)
  expect(await ours('trace_filter', { ...range, fromAddress: [alice.address] })).toEqual(
    all.filter(({ action }) => action.from === lower),
  )
})

test('gives one call by its place in the tree', async () => {
  const [, create] = hashes
  const calls = await ours<Call[]>('trace_transaction', create)
  expect(await ours('trace_get', create, ['0x0'])).toEqual(calls[1])
  expect(await ours('trace_get', create, ['0x5'])).toBeNull()
  expect(await ours('trace_get', pad('0x1'), [])).toBeNull()
})

test('traces calls in order, each on what those before it left', async () => {
  const [first, second] = await ours<Replay[]>('trace_callMany', [
    [{ from: alice.address, to: heir, value: '0x5' }, ['stateDiff']],
    [{ from: heir, data: '0x6001600055600160005260206000f3' }, ['trace', 'stateDiff']],
  ])
  expect(first).toMatchObject({ trace: [], vmTrace: null, stateDiff: { [heir]: { code: '=', nonce: '=' } } })
  expect(second?.trace).toMatchObject([{ type: 'create', subtraces: 0 }])
  const created = Object.values(second?.stateDiff ?? {}).find(({ code }) => code !== '=')
  expect(created).toEqual({
    balance: { '+': '0x0' },
    code: { '+': pad('0x1') },
    nonce: { '+': '0x1' },
    storage: { [pad('0x0')]: { '+': pad('0x1') } },
  })
  const [single] = await ours<Replay[]>('trace_callMany', [[{ to: heir }, ['trace']]])
  expect(await ours('trace_call', { to: heir }, ['trace'])).toEqual(single)
})

test('replays a transaction as its block does, and traces a raw one without sending it', async () => {
  const hash = hashes[2]
  const [inBlock] = await ours<object[]>('trace_replayBlockTransactions', '0x3', ['trace', 'stateDiff'])
  const alone = await ours<object>('trace_replayTransaction', hash, ['trace', 'stateDiff'])
  expect({ ...alone, transactionHash: hash }).toEqual(inBlock)
  const raw = await alice.signTransaction({
    chainId: 31_337,
    nonce,
    gas: 30_000n,
    to: heir,
    value: 1n,
    gasPrice: 10n ** 10n,
  })
  expect(await ours('trace_rawTransaction', raw, ['trace'])).toMatchObject({
    output: '0x',
    stateDiff: null,
    trace: [{ action: { to: heir, value: '0x1', gas: numberToHex(9_000n) } }],
  })
  expect(await ours('eth_getTransactionCount', alice.address, 'pending')).toBe(numberToHex(nonce))
})

test('gives flat calls with the words of geth or of OpenEthereum', async () => {
  const [, , , failing] = hashes
  const geth = await ours<Call[]>('debug_traceTransaction', failing, { tracer: 'flatCallTracer' })
  expect(geth.map(({ error }) => error)).toEqual(['execution reverted', 'execution reverted'])
  const tracerConfig = { convertParityErrors: true }
  const parity = await ours('debug_traceTransaction', failing, { tracer: 'flatCallTracer', tracerConfig })
  expect(parity).toEqual(await ours('trace_transaction', failing))
})

test('runs several tracers at once', async () => {
  const hash = hashes[5]
  const single = await Promise.all(
    ['callTracer', '4byteTracer', 'noopTracer'].map((tracer) => ours('debug_traceTransaction', hash, { tracer })),
  )
  const tracerConfig = { callTracer: {}, '4byteTracer': null, noopTracer: {} }
  expect(await ours('debug_traceTransaction', hash, { tracer: 'muxTracer', tracerConfig })).toEqual({
    callTracer: single[0],
    '4byteTracer': single[1],
    noopTracer: {},
  })
})

test('traces a block given in bytes, and refuses the pending one', async () => {
  const raw = await ours<Hex>('debug_getRawBlock', '0x3')
  const config = { tracer: 'callTracer' }
  expect(await ours('debug_traceBlock', raw, config)).toEqual(await ours('debug_traceBlockByNumber', '0x3', config))
  await expect(ours('debug_traceBlock', '0x1234')).rejects.toMatchObject({ code: -32000 })
  await expect(ours('debug_traceBlockByNumber', 'pending')).rejects.toMatchObject({ code: -32000 })
})

test('refuses traces that it does not make and transactions that are none', async () => {
  await expect(ours('trace_call', { to: heir }, ['vmTrace'])).rejects.toMatchObject({ code: -32602 })
  await expect(ours('trace_replayTransaction', pad('0x1'), ['trace'])).rejects.toMatchObject({ code: -32000 })
  expect(await ours('trace_transaction', pad('0x1'))).toBeNull()
  await expect(ours('trace_rawTransaction', '0x02', ['trace'])).rejects.toMatchObject({ code: expect.any(Number) })
})
