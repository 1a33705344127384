import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SimulationEvent, SimulationRequest } from '../../../engine/api/simulation.ts'
import { createSimulator, type Simulator } from '../../../engine/simulation/createSimulator.ts'
import { alice, bob, openTestChain, type TestChain, testGenesis } from '../chain/openTestChain.ts'

const workerUrl = new URL('../../../engine/simulation/simulationWorker.ts', import.meta.url)

let folder: string
let chain: TestChain
let simulator: Simulator
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  chain = await openTestChain()
  simulator = openSimulator(30_000)
})
afterAll(async () => {
  await simulator.close()
  await chain.close()
  rmSync(folder, { recursive: true, force: true })
})

const openSimulator = (timeoutMs: number): Simulator =>
  createSimulator({
    workerUrl,
    threads: 1,
    artifactsFile: join(folder, 'artifacts.sqlite'),
    findChain: async () => ({ file: chain.file, genesis: testGenesis }),
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    timeoutMs,
  })

const forever = new AbortController().signal
const pay = { kind: 'call', from: alice.address, to: bob.address, valueWei: 1n } as const
/** JUMPDEST PUSH0 JUMP. */
const SPIN = { address: bob.address, code: '0x5b5f56' } as const
const request = (change: object = {}): SimulationRequest => SimulationRequest.parse({ items: [pay], ...change })
const spin = (): SimulationRequest =>
  request({ stateOverrides: [SPIN], blockOverrides: { gasLimit: 1_000_000_000n }, items: [pay, pay] })

test('simulates on the newest block, on an old one, and keeps nothing', async () => {
  await chain.wallet.sendTransaction({ to: bob.address, value: 5n })
  const [pending, old] = await Promise.all([
    simulator.simulate(request(), forever),
    simulator.simulate(request({ block: 0 }), forever),
  ])
  expect(pending).toMatchObject({ blockNumber: 2n, stateBlock: { number: 1 }, gasUsed: 21_000n, isStale: false })
  const before = (items: typeof pending.items) =>
    items[0]?.etherChanges.find(({ account }) => account === bob.address)?.beforeWei
  expect((before(pending.items) ?? 0n) - (before(old.items) ?? 0n)).toBe(5n)
  expect(old).toMatchObject({ blockNumber: 0n, stateBlock: { number: 0 } })
  expect((await simulator.simulate(request(), forever)).items[0]?.etherChanges).toEqual(pending.items[0]?.etherChanges)
})

test('ends in the middle of an item when the caller goes away, and serves the next one', async () => {
  const controller = new AbortController()
  const slow = simulator.simulate(spin(), controller.signal)
  const waiting = simulator.simulate(request(), forever)
  setTimeout(() => controller.abort(new Error('gone')), 200)
  await expect(slow).rejects.toThrow('gone')
  expect((await waiting).items[0]?.status).toBe('success')
})

test('ends what takes too long', async () => {
  const hasty = openSimulator(300)
  await expect(hasty.simulate(spin(), forever)).rejects.toMatchObject({ code: 'simulation/timeout' })
  expect((await hasty.simulate(request(), forever)).items).toHaveLength(1)
  await hasty.close()
})

test('keeps to the block that it began with, although the chain goes on', async () => {
  const items = [...Array.from({ length: 100 }, () => pay)]
  let sent: Promise<unknown> | undefined
  for await (const event of simulator.stream(request({ items }), forever)) {
    sent ??= chain.wallet.sendTransaction({ to: bob.address, value: 5n })
    if (event.kind === 'end') {
      await sent
      expect(event.stateBlock.number).toBe(1)
    }
  }
  expect((await simulator.simulate(request(), forever)).stateBlock.number).toBe(2)
})

test('streams items, and stops when nobody listens any more', async () => {
  const events: SimulationEvent[] = []
  for await (const event of simulator.stream(request({ items: [pay, pay] }), forever)) events.push(event)
  expect(events.map(({ kind }) => kind)).toEqual(['item', 'item', 'end'])
  for await (const _ of simulator.stream(
    request({ items: [pay, ...spin().items], stateOverrides: [], blockOverrides: {} }),
    forever,
  )) {
    break
  }
  expect((await simulator.simulate(request(), forever)).items).toHaveLength(1)
})

test('refuses a block that is not there', async () => {
  await expect(simulator.simulate(request({ block: 7 }), forever)).rejects.toMatchObject({
    code: 'simulation/block-not-found',
  })
})

test('refuses when too many wait', async () => {
  const controller = new AbortController()
  const running = Array.from({ length: 66 }, () => simulator.simulate(spin(), controller.signal))
  const settled = Promise.allSettled(running)
  await expect(simulator.simulate(request(), forever)).rejects.toMatchObject({ code: 'simulation/busy' })
  controller.abort(new Error('enough'))
  const outcomes = await settled
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
})
