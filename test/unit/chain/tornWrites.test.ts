import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alice, bob, openTestChain, type TestChain } from './openTestChain.ts'
import { compileProbe, probeAbi } from './probeContract.ts'
import { walkState } from './walkState.ts'

let folder: string
let chain: TestChain
let wal: Buffer
/** How long the log was when each block had been sealed. */
const lengths: number[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'torn-'))
  chain = await openTestChain()
  const deployment = await chain.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const address = (await chain.client.getTransactionReceipt({ hash: deployment })).contractAddress ?? bob.address
  const note = (): void => void lengths.push(statSync(`${chain.file}-wal`).size)
  note()
  for (let key = 1n; key <= 6n; key++) {
    await chain.wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [key, key], value: 1n })
    note()
  }
  wal = readFileSync(`${chain.file}-wal`)
})
afterAll(async () => {
  await chain.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens a copy of the chain whose log is `log`, and checks that its head is whole. Answers the head's number. */
const openTorn = async (log: Buffer): Promise<number> => {
  const file = join(folder, 'torn.sqlite')
  copyFileSync(chain.file, file)
  writeFileSync(`${file}-wal`, log)
  rmSync(`${file}-shm`, { force: true })
  const torn = await openTestChain({ file })
  const { store, head } = torn.chain
  walkState(store, head().header.stateRoot)
  expect(head().hash).toEqual(chain.chain.store.getBlockByNumber(head().number)?.hash)
  expect(store.getTransactions(head().number).at(-1)?.cumulativeGasUsed ?? 0).toBe(Number(head().header.gasUsed))
  expect(store.getTransactions(head().number + 1)).toEqual([])
  // It goes on from there.
  await torn.wallet.sendTransaction({ to: bob.address, value: 1n })
  expect(await torn.client.getTransactionCount({ address: alice.address })).toBe(head().number)
  const { number } = head()
  await torn.close()
  return number - 1
}

const sealedBefore = (length: number): number => lengths.filter((sealed) => sealed <= length).length

test('has every block that was sealed before the log was cut, at whatever byte', async () => {
  // Nothing of the chain is outside the log yet: cut before its first block, it begins again.
  const first = lengths[0] ?? 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: first, max: wal.length }), async (length) => {
      expect(await openTorn(wal.subarray(0, length))).toBe(sealedBefore(length))
    }),
    {
      numRuns: 40,
      examples: lengths.flatMap((length) => [[length], [length - 1]] as [number][]).filter(([at]) => at >= first),
    },
  )
}, 60_000)

test('has every block that was sealed before a byte of the log was damaged', async () => {
  const first = lengths[0] ?? 0
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: first, max: wal.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const log = Buffer.from(wal)
        log.writeUInt8(log.readUInt8(at) ^ flip, at)
        expect(await openTorn(log)).toBe(sealedBefore(at))
      },
    ),
    { numRuns: 30 },
  )
}, 60_000)
