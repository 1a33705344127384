import { parseGwei } from 'viem'
import { expect, test } from 'vitest'
import type { HardforkName } from '../../../engine/evm/createCommon.ts'
import { SYSTEM_CONTRACTS } from '../../../engine/evm/systemContracts.ts'
import { alice, bob, openTestChain, START_SECONDS, type TestChain, testGenesis } from './openTestChain.ts'

const SEED = `0x${'5e'.repeat(32)}` as const
const ROOT = `0x${'b0'.repeat(32)}` as const
const MIX = `0x${'c0'.repeat(32)}` as const

const openSeeded = (hardfork: HardforkName = 'prague', seed: `0x${string}` = SEED): Promise<TestChain> =>
  openTestChain({ genesis: { ...testGenesis, hardfork, consensus: { seed, secondsPerBlock: 12n } } })

/** What the contract of EIP-4788 answers for a time. */
const readBeaconRoot = async ({ client }: TestChain, timestamp: bigint): Promise<string | undefined> => {
  const { data } = await client.call({
    to: SYSTEM_CONTRACTS.beaconRoots.address,
    data: `0x${timestamp.toString(16).padStart(64, '0')}`,
  })
  return data
}

/** The same transactions, at whatever time it is; the hashes of the blocks they made. */
const play = async (chain: TestChain, idleMs: number): Promise<(string | null)[]> => {
  for (let nonce = 0; nonce < 4; nonce++) {
    chain.time.advance(idleMs)
    const serializedTransaction = await alice.signTransaction({
      type: 'eip1559',
      chainId: chain.chain.chainId,
      nonce,
      to: bob.address,
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: parseGwei('100'),
    })
    await chain.client.sendRawTransaction({ serializedTransaction })
  }
  const blocks = [1n, 2n, 3n, 4n].map((blockNumber) => chain.client.getBlock({ blockNumber }))
  return (await Promise.all(blocks)).map(({ hash }) => hash)
}

test.each(['prague', 'osaka'] as const)(
  'makes the same blocks of the same transactions on %s, at any time',
  async (fork) => {
    const early = await openSeeded(fork)
    const late = await openSeeded(fork)
    expect(await play(late, 3_600_000)).toEqual(await play(early, 0))
    const { timestamp } = await early.client.getBlock({ blockNumber: 3n })
    expect(timestamp).toBe(BigInt(START_SECONDS) + 36n)
    await Promise.all([early.close(), late.close()])
  },
)

test('has other blocks from another seed', async () => {
  const one = await openSeeded()
  const other = await openSeeded('prague', `0x${'5f'.repeat(32)}`)
  expect(await play(one, 0)).not.toEqual(await play(other, 0))
  await Promise.all([one.close(), other.close()])
})

test('gives every block a beacon root and a mix of its own, and contracts can read the root by its time', async () => {
  const chain = await openSeeded()
  const seen = new Set<string | undefined>()
  for (let number = 1n; number <= 3n; number++) {
    await chain.chain.mine()
    const { parentBeaconBlockRoot, timestamp, mixHash } = await chain.client.getBlock()
    expect(await readBeaconRoot(chain, timestamp)).toBe(parentBeaconBlockRoot)
    seen.add(parentBeaconBlockRoot).add(mixHash)
  }
  expect(seen.size).toBe(6)
  await chain.close()
})

test('takes the mix and the beacon root of the next block, and of no other, from the development methods', async () => {
  const chain = await openSeeded()
  await chain.rpc('hardhat_setPrevRandao', MIX)
  await chain.rpc('quantera_setNextBeaconRoot', ROOT)
  const asked = (await chain.chain.mine()).header
  const { timestamp } = await chain.client.getBlock()
  const { mixHash, parentBeaconBlockRoot } = await chain.client.getBlock()
  expect({ mixHash, parentBeaconBlockRoot }).toEqual({ mixHash: MIX, parentBeaconBlockRoot: ROOT })
  expect(await readBeaconRoot(chain, timestamp)).toBe(ROOT)
  const next = (await chain.chain.mine()).header
  expect(next.mixHash).not.toEqual(asked.mixHash)
  expect(next.parentBeaconBlockRoot).not.toEqual(asked.parentBeaconBlockRoot)
  await chain.close()
})

test('forgets what was asked of the next block when the chain rolls back past its parent', async () => {
  const chain = await openSeeded()
  await chain.chain.mine()
  await chain.rpc('hardhat_setPrevRandao', MIX)
  await chain.chain.rollbackTo(0)
  await chain.chain.mine()
  expect((await chain.client.getBlock()).mixHash).not.toBe(MIX)
  await chain.close()
})

test('keeps what was asked of the next block over a restart', async () => {
  const chain = await openSeeded()
  await chain.rpc('quantera_setNextBeaconRoot', ROOT)
  const { file } = chain
  await chain.chain.close()
  const again = await openTestChain({
    file,
    genesis: { ...testGenesis, hardfork: 'prague', consensus: { seed: SEED, secondsPerBlock: 12n } },
  })
  await again.chain.mine()
  expect((await again.client.getBlock()).parentBeaconBlockRoot).toBe(ROOT)
  await again.close()
})
