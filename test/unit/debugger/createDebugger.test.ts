import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startChainWorker } from '../../../engine/chain/startChainWorker.ts'
import { createDebugger, type Debugger } from '../../../engine/debugger/createDebugger.ts'
import type { DebuggerTasks } from '../../../engine/debugger/thread/DebuggerMessages.ts'
import { hexToCode } from './recordProgram.ts'

const looping = `0x${'aa'.repeat(20)}` as const
const genesis = {
  timestamp: 1_700_000_000n,
  gasLimit: 30_000_000n,
  // Reads how often from its input, then adds 3 to a word of memory so many times.
  alloc: {
    [looping]: {
      balance: 0n,
      code: `0x${Buffer.from(hexToCode('6000 35 5b 6020 51 6003 01 6020 52 6001 90 03 80 6003 57 00')).toString('hex')}` as const,
    },
  },
}
const STEPS_PER_ROUND = 13
const never = new AbortController().signal

let folder: string
let traces: Debugger

const loop = (rounds: number): DebuggerTasks['openTrace']['input'] => ({
  chain: { file: join(folder, 'chain.sqlite'), genesis },
  subject: {
    kind: 'call',
    call: { to: looping, data: `0x${rounds.toString(16).padStart(64, '0')}`, valueWei: 0n },
  },
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'debugger-'))
  const chain = await startChainWorker({
    workerUrl: new URL('../../../engine/chain/chainWorker.ts', import.meta.url),
    file: join(folder, 'chain.sqlite'),
    genesis,
    mining: { mode: 'manual' },
    onError: (error) => {
      throw error
    },
  })
  await chain.close()
  traces = createDebugger({
    workerUrl: new URL('../../../engine/debugger/debuggerWorker.ts', import.meta.url),
    artifactsFile: join(folder, 'artifacts.sqlite'),
  })
})
afterAll(async () => {
  await traces.close()
  rmSync(folder, { recursive: true, force: true })
})

test('records a million steps, and gives the machine before any of them', async () => {
  const rounds = 80_000
  const { traceId, steps, status } = await traces.call('ann', 'openTrace', loop(rounds), never)
  expect([steps, status]).toEqual([3 + rounds * STEPS_PER_ROUND, 'success'])
  for (const round of [0, 1, 777, 45_000, 79_999]) {
    const step = 2 + round * STEPS_PER_ROUND
    const state = await traces.call('ann', 'getStep', { traceId, step }, never)
    expect(state.row).toMatchObject({ step, opcode: 'JUMPDEST', pc: 3 })
    expect(state.stack.map(BigInt)).toEqual([BigInt(rounds - round)])
    expect(state.memory).toBe(round === 0 ? '0x' : `0x${(3 * round).toString(16).padStart(128, '0')}`)
  }
  const { step } = await traces.call(
    'ann',
    'findStep',
    { traceId, from: 0, direction: 'forward', target: 'opcode', value: 'STOP' },
    never,
  )
  expect(step).toBe(steps - 1)
})

test('answers others while it records, and ends a recording that nobody waits for', async () => {
  const short = await traces.call('ann', 'openTrace', loop(10), never)
  const controller = new AbortController()
  const long = traces.call('bob', 'openTrace', loop(400_000), controller.signal)
  let isLongDone = false
  const ended = long.then(
    () => true,
    () => false,
  )
  void ended.then(() => (isLongDone = true))
  expect(await traces.call('ann', 'listSteps', { traceId: short.traceId, from: 0, count: 1 }, never)).toHaveLength(1)
  expect(isLongDone).toBe(false)
  controller.abort(new Error('gone'))
  await expect(long).rejects.toThrow('gone')
  // The thread is free at once, and nothing was kept for bob.
  expect((await traces.call('bob', 'openTrace', loop(1), never)).steps).toBe(3 + STEPS_PER_ROUND)
  await expect(traces.call('bob', 'openTrace', loop(1), controller.signal)).rejects.toThrow('gone')
})

test('keeps four traces of each caller', async () => {
  const opened: string[] = []
  for (let count = 0; count < 5; count++) opened.push((await traces.call('eve', 'openTrace', loop(1), never)).traceId)
  const read = (index: number) => traces.call('eve', 'getStep', { traceId: opened[index] ?? '', step: 0 }, never)
  await expect(read(0)).rejects.toMatchObject({ code: 'debugger/trace-not-found' })
  for (const index of [1, 2, 3, 4]) expect((await read(index)).row.step).toBe(0)
})

test('says what it refuses, and refuses everything once it is closed', async () => {
  const { chain } = loop(1)
  const hash = `0x${'12'.repeat(32)}` as const
  const unknown = traces.call('ann', 'openTrace', { chain, subject: { kind: 'transaction', hash } }, never)
  await expect(unknown).rejects.toMatchObject({ code: 'debugger/transaction-not-found', facts: { hash } })
  const closing = createDebugger({
    workerUrl: new URL('../../../engine/debugger/debuggerWorker.ts', import.meta.url),
    artifactsFile: join(folder, 'artifacts.sqlite'),
  })
  const under = closing.call('ann', 'openTrace', loop(100_000), never)
  const refused = expect(under).rejects.toThrow('ended')
  await closing.close()
  await refused
  await expect(closing.call('ann', 'openTrace', loop(1), never)).rejects.toThrow('closing')
})
