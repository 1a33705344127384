import { concatHex, type Hex, padHex, sha256, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPracticeChain } from '../../builders/createPracticeChain.ts'
import { deployProofVerifier } from './proofClient.ts'

const ZERO = padHex('0x', { size: 32 })
const hash = (left: Hex, right: Hex): Hex => sha256(concatHex([left, right]))

/** SSZ's merkleize over 2^depth chunks: the root, and the siblings of one chunk from below. */
const merkleize = (chunks: readonly Hex[], depth: number, index = 0) => {
  const branch: Hex[] = []
  let [level, zero, place] = [[...chunks], ZERO, index]
  for (let height = 0; height < depth; height++) {
    branch.push(level[place ^ 1] ?? zero)
    const width = Math.ceil(level.length / 2)
    level = Array.from({ length: width }, (_, at) => hash(level[2 * at] ?? zero, level[2 * at + 1] ?? zero))
    zero = hash(zero, zero)
    place >>= 1
  }
  return { root: level[0] ?? zero, branch }
}

const number = (value: bigint): Hex => {
  const bytes = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
  return padHex(toHex(Uint8Array.from(bytes)), { size: 32, dir: 'right' })
}
const filler = (count: number, seed: number): Hex[] =>
  Array.from({ length: count }, (_, index) => sha256(toHex(`${seed}/${index}`)))

const validators = Array.from({ length: 5 }, (_, index) => ({
  pubkey: concatHex([sha256(toHex(index)), toHex(index, { size: 16 })]),
  withdrawalCredentials: concatHex(['0x02', padHex(toHex(index + 1), { size: 31 })]),
  effectiveBalance: 2_048_000_000_000n - BigInt(index),
  slashed: index === 3,
  activationEligibilityEpoch: 100n,
  activationEpoch: 105n + BigInt(index),
  exitEpoch: 2n ** 64n - 1n,
  withdrawableEpoch: 2n ** 64n - 1n,
}))
const rootOf = (record: (typeof validators)[number]): Hex =>
  merkleize(
    [
      sha256(padHex(record.pubkey, { size: 64, dir: 'right' })),
      record.withdrawalCredentials,
      number(record.effectiveBalance),
      number(record.slashed ? 1n : 0n),
      number(record.activationEligibilityEpoch),
      number(record.activationEpoch),
      number(record.exitEpoch),
      number(record.withdrawableEpoch),
    ],
    3,
  ).root

/** A beacon block over a state of 37 fields whose registry holds the validators: its root, and the branch of one record. */
const createBeaconBlock = (validator: number) => {
  const list = merkleize(validators.map(rootOf), 40, validator)
  const length = number(BigInt(validators.length))
  const fields = filler(37, 1)
  fields[11] = hash(list.root, length)
  const state = merkleize(fields, 6, 11)
  const [slot = ZERO, proposer = ZERO, parent = ZERO, body = ZERO] = filler(4, 2)
  const block = merkleize([slot, proposer, parent, state.root, body], 3, 3)
  return { root: block.root, branch: [...list.branch, length, ...state.branch, ...block.branch] }
}

const open = async () => {
  const practice = await createPracticeChain()
  const { account } = practice.accounts.agent
  const verifier = await deployProofVerifier(practice.provider.request, practice.chain.chainId, account)
  const { root, branch } = createBeaconBlock(3)
  await practice.provider.request({ method: 'quantera_setNextBeaconRoot', params: [root] })
  await practice.provider.request({ method: 'hardhat_mine', params: ['0x1'] })
  const { timestamp } = await verifier.client.getBlock()
  await practice.provider.request({ method: 'hardhat_mine', params: ['0x10'] })
  return { practice, timestamp, branch, verify: (...args: unknown[]) => verifier.read('verifyValidator', ...args) }
}
let desk: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  desk = await open()
}, 60_000)
afterAll(() => desk.practice.close())

test('verifies a validator’s record against the root that EIP-4788 keeps', async () => {
  await expect(desk.verify(desk.timestamp, 3n, validators[3], desk.branch)).resolves.toBeUndefined()
})

test('refuses another validator’s record or number, and a balance that is more', async () => {
  const { verify, timestamp, branch } = desk
  const richer = { ...validators[3], effectiveBalance: 2_048_000_000_000n }
  await expect(verify(timestamp, 3n, validators[2], branch)).rejects.toThrow('WrongRoot')
  await expect(verify(timestamp, 2n, validators[3], branch)).rejects.toThrow('WrongRoot')
  await expect(verify(timestamp, 3n, richer, branch)).rejects.toThrow('WrongRoot')
})

test('refuses a branch with any element changed, and a time without a block', async () => {
  const { verify, timestamp, branch } = desk
  for (const index of branch.keys()) {
    await expect(verify(timestamp, 3n, validators[3], branch.with(index, sha256('0x01')))).rejects.toThrow('WrongRoot')
  }
  await expect(verify(timestamp - 100_000n, 3n, validators[3], branch)).rejects.toThrow('NoBeaconRoot')
})
