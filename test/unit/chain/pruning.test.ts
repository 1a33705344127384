import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AccountChange, Chain } from '../../../engine/chain/Chain.ts'
import { alice, bob, ONE_ETHER, openTestChain, type TestChain } from './openTestChain.ts'
import { walkState } from './walkState.ts'

const KEPT = 3
const addresses = [1, 2, 3].map((byte) => new Uint8Array(20).fill(byte))

const openPruned = (keepBlocks = KEPT, keepBodies?: number): Promise<TestChain> =>
  openTestChain({ history: { keepBlocks, ...(keepBodies === undefined ? {} : { keepBodies }) } })

const mine = async ({ chain }: TestChain, blocks: number): Promise<void> => {
  for (let mined = 0; mined < blocks; mined++) await chain.mine()
}

/** Few accounts, slots and values: states come back, and accounts share their storage and code. */
const anyChange = (): fc.Arbitrary<AccountChange> =>
  fc.record({
    address: fc.constantFrom(...addresses),
    balance: fc.bigInt({ min: 0n, max: 2n }),
    code: fc.constantFrom(Uint8Array.of(0), Uint8Array.of(1, 2)),
    storage: fc.array(
      fc
        .tuple(fc.nat(20), fc.nat(2))
        .map(([slot, value]): readonly [Uint8Array, Uint8Array] => [
          new Uint8Array(32).fill(slot),
          Uint8Array.of(value),
        ]),
      { maxLength: 30 },
    ),
  })

type Step =
  | { readonly kind: 'change'; readonly changes: AccountChange[] }
  | { readonly kind: 'begin' | 'snapshot' | 'revert' }
  | { readonly kind: 'collect'; readonly size: number }
  | { readonly kind: 'rollback'; readonly depth: number }

const anyStep = (): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      arbitrary: fc.record({ kind: fc.constant('change' as const), changes: fc.array(anyChange(), { maxLength: 3 }) }),
      weight: 5,
    },
    {
      arbitrary: fc.record({ kind: fc.constant('collect' as const), size: fc.integer({ min: 1, max: 40 }) }),
      weight: 5,
    },
    fc.record({ kind: fc.constantFrom('begin' as const, 'snapshot' as const, 'revert' as const) }),
    fc.record({ kind: fc.constant('rollback' as const), depth: fc.integer({ min: 1, max: KEPT - 1 }) }),
  )

const take = async (chain: Chain, step: Step, snapshots: number[]): Promise<void> => {
  const { collector } = chain.store.openPruning()
  if (step.kind === 'change') await chain.changeAccounts(step.changes)
  if (step.kind === 'begin' && !collector.isRunning()) collector.begin()
  if (step.kind === 'collect' && collector.isRunning()) collector.step(step.size)
  if (step.kind === 'rollback')
    await chain.rollbackTo(Math.max(0, chain.head().number - step.depth)).catch(() => undefined)
  if (step.kind === 'snapshot') snapshots.push(await chain.takeSnapshot())
  if (step.kind === 'revert') await chain.revertTo(snapshots.pop() ?? 0)
}

const isKept = ({ store }: Chain, number: number): boolean => {
  try {
    store.requireState(number)
    return true
  } catch {
    return false
  }
}

const walkKept = (chain: Chain): Set<string> => {
  const seen = new Set<string>()
  for (let number = 0; number <= chain.head().number; number++) {
    const block = chain.store.getBlockByNumber(number)
    if (block !== undefined && isKept(chain, number)) walkState(chain.store, block.header.stateRoot, seen)
  }
  return seen
}

test('has every kept state whole at every moment of a collection, and nothing else after it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep(), { minLength: 10, maxLength: 40 }), async (steps) => {
      const opened = await openPruned()
      const { chain, file } = opened
      const snapshots: number[] = []
      for (const step of steps) {
        await take(chain, step, snapshots)
        walkKept(chain)
      }
      chain.store.openPruning().collector.abort()
      await chain.prune()
      const kept = walkKept(chain)
      const database = new Sqlite(file, { readonly: true })
      const count = database.prepare('SELECT (SELECT count(*) FROM node) + (SELECT count(*) FROM code)').pluck().get()
      database.close()
      expect(count).toBe(kept.size)
      await opened.close()
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('refuses every read of a pruned state with a sentence that says what is kept', async () => {
  const opened = await openPruned()
  await mine(opened, 10)
  const pruned = {
    code: -32000,
    message: 'state of block 7 was pruned: the chain keeps the last 3 blocks, from 8',
  }
  const { address } = alice
  await expect(opened.rpc('eth_getBalance', address, '0x7')).rejects.toMatchObject(pruned)
  await expect(opened.rpc('eth_getProof', address, [], '0x7')).rejects.toMatchObject(pruned)
  await expect(opened.rpc('eth_getStorageAt', address, '0x0', '0x7')).rejects.toMatchObject(pruned)
  await expect(opened.rpc('eth_call', { to: address }, '0x7')).rejects.toMatchObject(pruned)
  await expect(opened.chain.rollbackTo(7)).rejects.toMatchObject(pruned)
  expect(await opened.rpc('eth_getBalance', address, '0x8')).toBe(`0x${(1_000n * ONE_ETHER).toString(16)}`)
  expect(await opened.client.getProof({ address, storageKeys: [], blockNumber: 8n })).toMatchObject({ nonce: 0 })
  await opened.close()
})

test('still has the header of a block whose state is pruned, and its transactions', async () => {
  const opened = await openPruned()
  const hash = await opened.wallet.sendTransaction({ to: bob.address, value: 1n })
  await mine(opened, 5)
  expect(await opened.client.getBlock({ blockNumber: 1n })).toMatchObject({ transactions: [hash] })
  await opened.close()
})

test('keeps the state that a snapshot leads back to, until the snapshot is used', async () => {
  const opened = await openPruned()
  await mine(opened, 1)
  const id = await opened.chain.takeSnapshot()
  await mine(opened, 8)
  await opened.chain.prune()
  expect(await opened.client.getBalance({ address: alice.address, blockNumber: 1n })).toBe(1_000n * ONE_ETHER)
  expect(await opened.chain.revertTo(id)).toBe(true)
  await opened.wallet.sendTransaction({ to: bob.address, value: 1n })
  expect(await opened.client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER + 1n)
  walkKept(opened.chain)
  await opened.close()
})

test('prunes transactions, receipts and logs too when told, and says so with the code of EIP-4444', async () => {
  const opened = await openPruned(2, 4)
  const hash = await opened.wallet.sendTransaction({ to: bob.address, value: 1n })
  await mine(opened, 5)
  const pruned = {
    code: 4444,
    message: expect.stringContaining('block 1 was pruned: the chain keeps the last 4 blocks, from 3'),
  }
  await expect(opened.rpc('eth_getBlockByNumber', '0x1', true)).rejects.toMatchObject(pruned)
  await expect(opened.rpc('eth_getLogs', { fromBlock: '0x1', toBlock: '0x5' })).rejects.toMatchObject(pruned)
  expect(await opened.rpc('eth_getTransactionReceipt', hash)).toBe(null)
  expect(await opened.rpc('eth_getBlockByNumber', '0x3', true)).toMatchObject({ number: '0x3', transactions: [] })
  await opened.close()
})

test('remembers over a restart what was pruned, even when it keeps everything from then on', async () => {
  const opened = await openPruned()
  await mine(opened, 6)
  await opened.chain.prune()
  await opened.chain.close()
  const again = await openTestChain({ file: opened.file })
  await expect(again.rpc('eth_getBalance', alice.address, '0x2')).rejects.toThrow('pruned')
  await mine(again, 3)
  expect(await again.client.getBalance({ address: alice.address, blockNumber: 4n })).toBe(1_000n * ONE_ETHER)
  await again.close()
})
