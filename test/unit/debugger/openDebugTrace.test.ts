import {
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  numberToHex,
  pad,
  toHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TraceSubject } from '../../../engine/api/debugger.ts'
import { openArtifactStore } from '../../../engine/compiler/openArtifactStore.ts'
import { type DebugTrace, openDebugTrace } from '../../../engine/debugger/openDebugTrace.ts'
import { compileSolidity } from '../../builders/compileSolidity.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { WIDE } from './recordProgram.ts'

const source = `// SPDX-License-Identifier: MIT
// Größe: ümläuts before the code, so that bytes are no characters.
pragma solidity ^0.8.0;

error TooMuch(address who, uint256 wanted);

contract Vault {
    uint256 public total;
    mapping(address => uint256) public balances;
    address immutable owner;

    constructor(address first) {
        owner = first;
        balances[first] = 5;
    }

    function withdraw(uint256 amount) external returns (uint256) {
        uint256 left = /* ü */ check(amount);
        balances[msg.sender] = left;
        total += amount;
        return left;
    }

    function check(uint256 amount) internal view returns (uint256) {
        uint256 held = balances[msg.sender];
        if (amount > held) {
            revert TooMuch(msg.sender, amount);
        }
        return held - amount;
    }
}

contract Desk {
    Vault public vault;
    uint256 public calls;

    constructor() {
        vault = new Vault(address(this));
    }

    function take(uint256 amount) external returns (uint256) {
        calls++;
        return vault.withdraw(amount);
    }
}
`

const lineWith = (text: string): number => source.split('\n').findIndex((line) => line.includes(text)) + 1
const alice = privateKeyToAccount(pad('0x1'))
const artifacts = openArtifactStore(':memory:')
let local: Awaited<ReturnType<typeof createTestChain>>
let desk: Hex
let vault: Hex
let deployment: Hex
let taken: Hex
let refused: Hex
let nonce = 0

const request = <Result>(method: string, ...params: readonly unknown[]) =>
  local.provider.request({ method, params }) as Promise<Result>
const send = async (transaction: { readonly to?: Hex; readonly data: Hex }): Promise<Hex> =>
  request(
    'eth_sendRawTransaction',
    await alice.signTransaction({
      chainId: local.chain.chainId,
      nonce: nonce++,
      gas: 3_000_000n,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 1n,
      ...transaction,
    }),
  )
const open = (subject: TraceSubject): Promise<DebugTrace> => openDebugTrace(local.chain, artifacts, subject, WIDE)
const openHash = (hash: Hex): Promise<DebugTrace> => open({ kind: 'transaction', hash })
/** The line of each step that a walk comes by. */
const walk = (
  trace: DebugTrace,
  from: number,
  target: 'line' | 'over',
  direction: 'forward' | 'backward' = 'forward',
) => {
  const lines: number[] = []
  for (let step = trace.findStep({ from, direction, target }); step !== undefined; ) {
    lines.push(trace.getStep(step).row.line ?? 0)
    step = trace.findStep({ from: step, direction, target })
  }
  return lines
}
const findLine = (trace: DebugTrace, line: number): number => {
  const step = trace.findStep({ from: 0, direction: 'forward', target: 'breakpoint', value: `Test.sol:${line}` })
  if (step === undefined) throw new Error(`Line ${line} is not reached.`)
  return step
}

beforeAll(async () => {
  local = await createTestChain({ rich: [alice.address], timestampS: 1_700_000_000 })
  const compiled = compileSolidity(source)
  artifacts.add([...compiled.values()])
  const made = compiled.get('Desk')
  if (made === undefined) throw new Error('Desk was not compiled.')
  deployment = await send({ data: encodeDeployData({ abi: made.abi, bytecode: made.creation.object, args: [] }) })
  desk = (await request<{ contractAddress: Hex }>('eth_getTransactionReceipt', deployment)).contractAddress
  vault = `0x${(await request<Hex>('eth_getStorageAt', desk, '0x0', 'latest')).slice(26)}`
  const take = (amount: bigint) => encodeFunctionData({ abi: made.abi, functionName: 'take', args: [amount] })
  taken = await send({ to: desk, data: take(2n) })
  refused = await send({ to: desk, data: take(7n) })
})
afterAll(async () => {
  await local.close()
  artifacts.close()
})

test('begins at the line that reverted, with the error and its arguments', async () => {
  const trace = await openHash(refused)
  const { failingStep = 0, ...summary } = trace.summary
  expect(summary).toMatchObject({
    status: 'reverted',
    error: 'execution reverted',
    revert: { kind: 'custom', signature: 'TooMuch(address,uint256)', args: [{ name: 'who' }, { value: '7' }] },
  })
  const state = trace.getStep(failingStep)
  expect(state).toMatchObject({ row: { opcode: 'REVERT', frame: 1, path: 'Test.sol' }, error: 'execution reverted' })
  expect(state.row.line).toBe(lineWith('revert TooMuch'))
  expect(trace.findStep({ from: 0, direction: 'forward', target: 'failure' })).toBe(failingStep)
})

test('shows the tree of calls, decoded, and the sources it passes through', async () => {
  const { frames, sources, gasUsed } = (await openHash(taken)).summary
  expect(frames).toMatchObject([
    { type: 'CALL', contract: 'Desk', call: { signature: 'take(uint256)', args: [{ value: '2' }] }, firstStep: 0 },
    { type: 'CALL', contract: 'Vault', call: { signature: 'withdraw(uint256)' }, parent: 0, depth: 1 },
  ])
  expect(sources).toEqual([{ path: 'Test.sol', text: source }])
  const receipt = await request<{ gasUsed: Hex }>('eth_getTransactionReceipt', taken)
  expect(numberToHex(BigInt(gasUsed))).toBe(receipt.gasUsed)
})

test('marks lines and columns of text with characters of several bytes', async () => {
  const trace = await openHash(taken)
  const step = findLine(trace, lineWith('check(amount);'))
  const line = source.split('\n')[lineWith('check(amount);') - 1] ?? ''
  const ranges = new Set<string>()
  for (const { step: at, line: atLine } of trace.listSteps(step, 400)) {
    const { range } = trace.getStep(at)
    if (range !== undefined && atLine === lineWith('check(amount);') && range.startLine === range.endLine) {
      ranges.add(line.slice(range.startColumn - 1, range.endColumn - 1))
    }
  }
  expect([...ranges]).toContain('check(amount)')
})

test('goes line by line into calls, over them, and back', async () => {
  const trace = await openHash(taken)
  const start = findLine(trace, lineWith('calls++'))
  expect(trace.findStep({ from: 0, direction: 'forward', target: 'over' })).toBe(start)
  const into = walk(trace, start, 'line')
  expect(into).toEqual(expect.arrayContaining([lineWith('uint256 held'), lineWith('return held - amount')]))
  const over = walk(trace, start, 'over')
  expect(over).toContain(lineWith('return vault.withdraw'))
  expect(over).not.toContain(lineWith('uint256 held'))
  const inside = findLine(trace, lineWith('uint256 left'))
  const overInside = walk(trace, inside, 'over').filter((line) => line <= lineWith('return left') && line > 0)
  expect(overInside.slice(0, 2)).toEqual([lineWith('balances[msg.sender] = left'), lineWith('total += amount')])
  expect(overInside).not.toContain(lineWith('uint256 held'))
  const total = findLine(trace, lineWith('total += amount'))
  const back = trace.findStep({ from: total, direction: 'backward', target: 'over' })
  expect(trace.getStep(back ?? 0).row.line).toBe(lineWith('balances[msg.sender] = left'))
  const backTwice = trace.findStep({ from: back ?? 0, direction: 'backward', target: 'over' })
  expect(backTwice).toBe(inside)
})

test('leaves functions and frames, and finds calls, writes and opcodes', async () => {
  const trace = await openHash(taken)
  const check = findLine(trace, lineWith('uint256 held'))
  const out = trace.findStep({ from: check, direction: 'forward', target: 'out' })
  expect(trace.getStep(out ?? 0).row).toMatchObject({ frame: 1, line: lineWith('check(amount);') })
  const outTwice = trace.findStep({
    from: findLine(trace, lineWith('total += amount')),
    direction: 'forward',
    target: 'out',
  })
  expect(trace.getStep(outTwice ?? 0).row).toMatchObject({ frame: 0, line: lineWith('return vault.withdraw') })
  const call = trace.findStep({ from: 0, direction: 'forward', target: 'call' }) ?? 0
  expect(trace.getStep(call).row.opcode).toBe('CALL')
  expect(trace.findStep({ from: call + 5, direction: 'backward', target: 'call' })).toBe(call)
  const write = trace.findStep({ from: 0, direction: 'forward', target: 'storage' }) ?? 0
  expect(trace.getStep(write).row).toMatchObject({ opcode: 'SSTORE', line: lineWith('calls++') })
  const find = (value: string) => trace.findStep({ from: 0, direction: 'forward', target: 'opcode', value })
  expect(trace.getStep(find('staticcall') ?? find('call') ?? 0).row.opcode).toBe('CALL')
  expect(find('NO SUCH')).toBeUndefined()
  expect(trace.findStep({ from: 0, direction: 'forward', target: 'breakpoint', value: 'Other.sol:3' })).toBeUndefined()
  expect(trace.findStep({ from: 10 ** 9, direction: 'forward', target: 'line' })).toBeUndefined()
})

test('names slots by the layout, keys of mappings included', async () => {
  const trace = await openHash(taken)
  const { frames } = trace.summary
  const { storage } = trace.getStep((frames[1]?.endStep ?? 1) - 1)
  expect(storage.map(({ label, value, isWritten }) => [label?.toLowerCase(), BigInt(value), isWritten])).toEqual([
    [`balances[${desk}]`, 3n, true],
    ['total', 2n, true],
  ])
})

test('sums gas by line and by frame to what the transaction took', async () => {
  const trace = await openHash(taken)
  const { lines, flame } = trace.getGasProfile()
  const { frames } = trace.summary
  const sum = (values: readonly (bigint | string)[]) =>
    values.reduce<bigint>((total, value) => total + BigInt(value), 0n)
  expect(sum(lines.map(({ gas }) => gas))).toBe(BigInt(frames[0]?.gasUsed ?? 0n))
  expect(sum(flame.map(({ selfGas }) => selfGas))).toBe(BigInt(frames[0]?.gasUsed ?? 0n))
  expect(flame.map(({ label, parent }) => [label, parent])).toEqual([
    ['Desk.take', undefined],
    ['Vault.withdraw', 0],
  ])
})

test('follows a creation and the one inside it through their constructors', async () => {
  const trace = await openHash(deployment)
  expect(trace.summary.frames).toMatchObject([
    { type: 'CREATE', contract: 'Desk', to: expect.stringMatching(new RegExp(desk, 'i')) },
    { type: 'CREATE', contract: 'Vault', to: expect.stringMatching(new RegExp(vault, 'i')), parent: 0 },
  ])
  expect(trace.getStep(findLine(trace, lineWith('balances[first] = 5'))).row.frame).toBe(1)
  expect(trace.getGasProfile().flame.map(({ label }) => label)).toEqual(['new Desk', 'new Vault'])
})

test('traces a call that was never sent, on any block', async () => {
  const from = desk
  const data = `${keccak256(toHex('withdraw(uint256)')).slice(0, 10)}${pad('0x4').slice(2)}` as Hex
  const subject = (blockNumber?: number): TraceSubject => ({
    kind: 'call',
    call: { from, to: vault, data, valueWei: 0n },
    ...(blockNumber === undefined ? {} : { blockNumber }),
  })
  expect((await open(subject())).summary.status).toBe('reverted')
  expect((await open(subject(1))).summary.status).toBe('success')
  await expect(open(subject(10 ** 6))).rejects.toMatchObject({ code: 'chain/rejected' })
  const poor: TraceSubject = { kind: 'call', call: { to: vault, data: '0x', valueWei: 10n ** 30n } }
  await expect(open(poor)).rejects.toMatchObject({ code: 'chain/rejected' })
})

test('traces an item of a simulation on what those before it did', async () => {
  const made = compileSolidity(source).get('Desk')
  if (made === undefined) throw new Error('Desk was not compiled.')
  const from = pad('0x5e4de5', { size: 20 })
  const to = getContractAddress({ from, nonce: 7n })
  const take = encodeFunctionData({ abi: made.abi, functionName: 'take', args: [6n] })
  const simulation = (item: number, block: 'pending' | 'latest' | number = 'pending'): TraceSubject =>
    TraceSubject.parse({
      kind: 'simulation',
      block,
      stateOverrides: [{ address: from, nonce: '7' }],
      blockOverrides: { timestamp: '1900000000' },
      items: [
        { kind: 'call', from, data: made.creation.object },
        { kind: 'call', from, to, data: '0x', nonce: '99' },
        { kind: 'call', from, to, data: take },
      ],
      item,
    })
  const trace = await open(simulation(2, 1))
  expect(trace.summary).toMatchObject({
    status: 'reverted',
    revert: { signature: 'TooMuch(address,uint256)', args: [{ name: 'who' }, { value: '6' }] },
    frames: [{ type: 'CALL', contract: 'Desk' }, { contract: 'Vault' }],
  })
  const { failingStep = 0 } = trace.summary
  expect(trace.getStep(failingStep).row).toMatchObject({ path: 'Test.sol', line: lineWith('revert TooMuch') })
  expect((await open(simulation(0, 'latest'))).summary).toMatchObject({
    status: 'success',
    frames: [{ type: 'CREATE' }, {}],
  })
  // The second could not be in the block: in the bundle it does nothing, alone it is refused.
  await expect(open(simulation(1))).rejects.toMatchObject({
    code: 'chain/rejected',
    message: expect.stringContaining('nonce too high'),
  })
  await expect(open(simulation(2, 10 ** 6))).rejects.toMatchObject({ code: 'simulation/block-not-found' })
  expect(() => simulation(3)).toThrow('one of the items')
})

test('traces a transfer, which has no step', async () => {
  const trace = await openHash(await send({ to: pad('0x9999', { size: 20 }), data: '0x' }))
  expect(trace.summary).toMatchObject({ status: 'success', steps: 0, frameCount: 1, sources: [] })
  expect(trace.listSteps(0, 10)).toEqual([])
  expect(trace.getGasProfile().lines).toEqual([])
  expect(() => trace.getStep(0)).toThrow('0 steps')
})

test('gives up what is too large, and says what is not there', async () => {
  const subject = { kind: 'transaction', hash: taken } as const
  for (const limits of [
    { ...WIDE, maxSteps: 10 },
    { ...WIDE, maxBytes: 1_000 },
  ]) {
    await expect(openDebugTrace(local.chain, artifacts, subject, limits)).rejects.toMatchObject({
      code: 'debugger/too-large',
    })
  }
  await expect(openHash(pad('0x1'))).rejects.toMatchObject({ code: 'debugger/transaction-not-found' })
})
