import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { hexToBytes } from 'viem'
import { afterEach, expect, test } from 'vitest'
import type { ExecutionSession } from '../../../engine/chain/Chain.ts'
import type { Clock } from '../../../engine/chain/Clock.ts'
import { type ChainReader, openChainReader } from '../../../engine/chain/openChainReader.ts'
import { alice, bob, createFakeClock, ONE_ETHER, openTestChain, type TestChain, testGenesis } from './openTestChain.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const openReader = async (file: string, clock: Clock = createFakeClock(Date.now()).clock): Promise<ChainReader> => {
  const reader = await openChainReader({ file, genesis: testGenesis, clock })
  closing.push(reader.close)
  return reader
}

const openBoth = async (): Promise<{ writer: TestChain; reader: ChainReader }> => {
  const writer = await openTestChain()
  closing.push(writer.close)
  return { writer, reader: await openReader(writer.file, writer.time.clock) }
}

const send = async ({ wallet }: TestChain, value: bigint): Promise<void> => {
  await wallet.sendTransaction({ to: bob.address, value })
}

const balanceOf = ({ state }: Pick<ExecutionSession, 'state'>): bigint =>
  (state.getAccount(hexToBytes(bob.address))?.balance ?? 0n) - 1_000n * ONE_ETHER

const transfer = (value: bigint) => ({
  from: hexToBytes(alice.address),
  to: hexToBytes(bob.address),
  data: new Uint8Array(),
  value,
  gasLimit: 21_000n,
  gasPrice: 0n,
  accessList: [],
  blobVersionedHashes: [],
  authorizationList: [],
})

test('sees a block as soon as it is committed', async () => {
  const { writer, reader } = await openBoth()
  expect(reader.head().number).toBe(0)
  await send(writer, 5n)
  expect(reader.head().hash).toEqual(writer.chain.head().hash)
  expect(await reader.read('pending', (state) => balanceOf({ state }))).toBe(5n)
})

test('executes on the head and on past blocks, and commits nothing', async () => {
  const { writer, reader } = await openBoth()
  await send(writer, 5n)
  const run = (target: Parameters<ChainReader['execute']>[0]) =>
    reader.execute(
      target,
      (environment) => environment,
      async (session) => {
        await session.execution.runMessage(transfer(1n))
        return [balanceOf(session), session.environment.number]
      },
    )
  const genesis = reader.store.getBlockByNumber(0)
  if (genesis === undefined) throw new Error('no genesis')
  expect(await run('pending')).toEqual([6n, 2n])
  expect(await run(genesis)).toEqual([1n, 0n])
  expect(await run('pending')).toEqual([6n, 2n])
  expect(await writer.chain.read('pending', (state) => balanceOf({ state }))).toBe(5n)
})

test('imagines the same next block as the chain, whose clock was moved', async () => {
  const { writer, reader } = await openBoth()
  writer.chain.increaseTime(3_600_000)
  await send(writer, 1n)
  writer.time.advance(10_000)
  expect(reader.nextEnvironment()).toEqual(writer.chain.nextEnvironment())
  writer.chain.setNextBlockTimestamp(reader.head().header.timestamp + 77n)
  expect(reader.nextEnvironment()).toEqual(writer.chain.nextEnvironment())
  await send(writer, 1n)
  expect(reader.nextEnvironment()).toEqual(writer.chain.nextEnvironment())
})

test('has its moved clock still after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'chain.sqlite')
  const before = await openTestChain({ file })
  before.chain.increaseTime(3_600_000)
  const expected = before.chain.nextEnvironment().timestamp
  await before.close()
  const after = await openTestChain({ file })
  closing.push(after.close)
  expect(after.chain.nextEnvironment().timestamp).toBe(expected)
})

test('follows a rollback, after which a number names another block', async () => {
  const { writer, reader } = await openBoth()
  await send(writer, 1n)
  await send(writer, 2n)
  const gone = reader.store.getBlockByNumber(2)
  if (gone === undefined) throw new Error('no block')
  await writer.chain.rollbackTo(1)
  expect(reader.head().number).toBe(1)
  expect(reader.store.getBlockByNumber(2)).toBeUndefined()
  await send(writer, 7n)
  expect(reader.store.getBlockByNumber(2)?.hash).toEqual(writer.chain.head().hash)
  expect(await reader.read('pending', (state) => balanceOf({ state }))).toBe(8n)
  await expect(reader.read(gone, (state) => balanceOf({ state }))).rejects.toThrow('rolled back')
})

test('keeps what it saw at the beginning of an execution, although the chain rolls back meanwhile', async () => {
  const { writer, reader } = await openBoth()
  await send(writer, 1n)
  const seen = await reader.execute(
    'pending',
    (environment) => environment,
    async (session) => {
      const before = balanceOf(session)
      await writer.chain.rollbackTo(0)
      await send(writer, 9n)
      await session.execution.runMessage(transfer(100n))
      return [before, balanceOf(session), reader.head().number]
    },
  )
  expect(seen).toEqual([1n, 101n, 1])
  expect(await reader.read('pending', (state) => balanceOf({ state }))).toBe(9n)
})

test('reads while another process seals', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reader-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'chain.sqlite')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mineForever.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let reader: ChainReader | undefined
  let reads = 0
  for await (const line of createInterface({ input: child.stdout })) {
    const { head } = JSON.parse(line) as { head: number }
    reader ??= await openReader(file)
    const [number, balance] = await reader.execute(
      'pending',
      (environment) => environment,
      async (session) => {
        const before = balanceOf(session)
        await session.execution.runMessage(transfer(1n))
        expect(balanceOf(session)).toBe(before + 1n)
        return [Number(session.environment.number) - 1, before]
      },
    )
    // One transfer a block.
    expect(balance).toBe(BigInt(number))
    expect(number).toBeGreaterThanOrEqual(head)
    if (++reads === 20) child.kill('SIGKILL')
    if (reads > 20) break
  }
  await exited
  expect(reads).toBeGreaterThanOrEqual(20)
})

test('refuses a file that holds no chain it knows', async () => {
  const { writer } = await openBoth()
  await expect(openReader(`${writer.file}-missing`)).rejects.toThrow()
})
