import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bytesToHex } from '@ethereumjs/util'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkChainFile } from '../../../engine/chain/file/checkChainFile.ts'
import { alice, bob, openTestChain } from './openTestChain.ts'
import { walkState } from './walkState.ts'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'))
  file = join(folder, 'chain.sqlite')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Acknowledged = { readonly hash: string; readonly head: number; readonly stateRoot: string }

/** Lets a child run until it has reported `count` times, waits `delayMs` more, and kills it in the middle of whatever it does. */
const runAndKill = async (words: readonly string[], count: number, delayMs: number): Promise<string[]> => {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const reported: string[] = []
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    reported.push(line)
    if (reported.length === count) setTimeout(() => child.kill('SIGKILL'), delayMs)
  }
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
  return reported
}

/** Lets a child send transfers, and kills it. */
const killAfter = async (count: number, delayMs: number): Promise<Acknowledged[]> => {
  const program = join(import.meta.dirname, 'mineForever.ts')
  return (await runAndKill([program, file], count, delayMs)).map((line) => JSON.parse(line) as Acknowledged)
}

test('has every acknowledged block, whole, after being killed at any moment', async () => {
  const kills = fc.sample(
    fc.record({ count: fc.integer({ min: 1, max: 12 }), delayMs: fc.integer({ min: 0, max: 15 }) }),
    10,
  )
  let sent = 0
  for (const { count, delayMs } of kills) {
    const reported = await killAfter(count, delayMs)
    const chain = await openTestChain({ file })
    const { store, head } = chain.chain
    for (const { hash, head: number, stateRoot } of reported) {
      expect(await chain.client.getTransactionReceipt({ hash: hash as `0x${string}` })).toMatchObject({
        status: 'success',
      })
      expect(bytesToHex(store.getBlockByNumber(number)?.header.stateRoot ?? new Uint8Array())).toBe(stateRoot)
    }
    sent += reported.length
    // No half block: the chain links up, its receipts are all there, and its state is what the receipts say.
    let transfers = 0
    for (let number = 1; number <= head().number; number++) {
      const block = store.getBlockByNumber(number)
      const transactions = store.getTransactions(number)
      expect(block?.header.parentHash).toEqual(store.getBlockByNumber(number - 1)?.hash)
      expect(transactions.at(-1)?.cumulativeGasUsed ?? 0).toBe(Number(block?.header.gasUsed))
      transfers += transactions.length
    }
    expect(transfers).toBeGreaterThanOrEqual(sent)
    expect(await chain.client.getTransactionCount({ address: alice.address })).toBe(transfers)
    const received = (await chain.client.getBalance({ address: bob.address })) - 1_000n * 10n ** 18n
    expect(received).toBe(BigInt(transfers))
    expect(store.getTransactions(head().number + 1)).toEqual([])
    await chain.close()
  }
})

test('has whole states, and whole chain files or none, after being killed while it prunes, exports and imports', async () => {
  const program = join(import.meta.dirname, 'pruneForever.ts')
  const [pruned, exported, imported] = ['pruned.sqlite', 'copy.qchain', 'copy.sqlite'].map((name) => join(folder, name))
  if (pruned === undefined || exported === undefined || imported === undefined) throw new Error('no paths')
  const kills = fc.sample(
    fc.record({ count: fc.integer({ min: 1, max: 30 }), delayMs: fc.integer({ min: 0, max: 40 }) }),
    4,
  )
  for (const { count, delayMs } of kills) {
    const reported = await runAndKill([program, pruned, exported, imported], count, delayMs)
    const { chain, close } = await openTestChain({ file: pruned, history: { keepBlocks: 2 } })
    const head = chain.head().number
    expect(head).toBeGreaterThanOrEqual(Number(reported.at(-1)))
    for (const number of [head - 1, head]) {
      walkState(chain.store, chain.store.getBlockByNumber(number)?.header.stateRoot ?? new Uint8Array())
    }
    await close()
    if (existsSync(exported)) expect((await checkChainFile(exported)).blocks).toBeLessThanOrEqual(head + 1)
    if (!existsSync(imported)) continue
    const copy = await openTestChain({ file: imported })
    walkState(copy.chain.store, copy.chain.head().header.stateRoot)
    await copy.close()
  }
}, 120_000)
