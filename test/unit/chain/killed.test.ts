import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bytesToHex } from '@ethereumjs/util'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alice, bob, openTestChain } from './openTestChain.ts'

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'))
  file = join(folder, 'chain.sqlite')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Acknowledged = { readonly hash: string; readonly head: number; readonly stateRoot: string }

/** Lets a child send transfers until it has reported `count`, waits `delayMs` more, and kills it in the middle of whatever it does. */
const killAfter = async (count: number, delayMs: number): Promise<Acknowledged[]> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mineForever.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const reported: Acknowledged[] = []
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    reported.push(JSON.parse(line))
    if (reported.length === count) setTimeout(() => child.kill('SIGKILL'), delayMs)
  }
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
  return reported
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
