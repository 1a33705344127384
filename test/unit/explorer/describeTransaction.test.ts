import { commitmentsToVersionedHashes, type Hex, parseGwei, stringToHex } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TransactionDetails } from '../../../engine/api/explorerRecords.ts'
import { createExplorer } from '../../../engine/explorer/createExplorer.ts'
import { openViemKzg, signBlobTransaction, toSidecars } from '../chain/blobs.ts'
import { alice, bob, carol, dave, ONE_ETHER, openTestChain, type TestChain } from '../chain/openTestChain.ts'

const context = { caller: { principal: 'test', role: 'viewer' as const }, signal: new AbortController().signal }
const network = 'test'
let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain()
})
afterEach(() => chain.close())

const open = () =>
  createExplorer({ findProvider: () => chain.provider, listNames: () => [], findArtifact: () => undefined })
const describeIt = async (hash: Hex) =>
  TransactionDetails.parse(await open().getTransaction({ network, hash }, context))

test('tells who gave an account away with a set-code transaction, and what the account is then', async () => {
  const authorization = await bob.signAuthorization({ address: carol.address, chainId: chain.chain.chainId, nonce: 0 })
  const hash = await chain.wallet.sendTransaction({ to: alice.address, authorizationList: [authorization] })
  const { type, authorizations } = await describeIt(hash)
  expect(type).toBe(4)
  expect(authorizations).toEqual([
    { chainId: BigInt(chain.chain.chainId), delegate: carol.address, nonce: 0n, authority: bob.address },
  ])
  const account = await open().getAccount({ network, address: bob.address }, context)
  expect(account).toMatchObject({ kind: 'delegated', delegate: carol.address, codeBytes: 23 })
})

test('names no authority where the signature is none', async () => {
  const signed = await bob.signAuthorization({ address: carol.address, chainId: 0, nonce: 0 })
  const hash = await chain.wallet.sendTransaction({
    to: alice.address,
    authorizationList: [{ ...signed, r: `0x${'0'.repeat(63)}1`, s: `0x${'f'.repeat(64)}` }],
  })
  const { authorizations } = await describeIt(hash)
  expect(authorizations).toEqual([{ chainId: 0n, delegate: carol.address, nonce: 0n, authority: undefined }])
})

test('counts the fee for blobs apart', async () => {
  const kzg = await openViemKzg()
  const blob = stringToHex('a blob', { size: 131_072 })
  const sidecars = toSidecars([blob], kzg)
  const blobVersionedHashes = commitmentsToVersionedHashes({ commitments: sidecars.map((each) => each.commitment) })
  const raw = await signBlobTransaction({ chain, sidecars, blobVersionedHashes, to: bob.address })
  const hash = await chain.client.sendRawTransaction({ serializedTransaction: raw as never })
  const details = await describeIt(hash)
  const { fees } = details
  expect(details).toMatchObject({ type: 3, blobVersionedHashes })
  expect(fees).toMatchObject({ blobGasUsed: 131_072n, maxFeePerBlobGasWei: 1_000n })
  expect(fees.blobFeeWei).toBe(131_072n * (fees.blobGasPriceWei ?? 0n))
  expect(fees.totalWei).toBe((fees.burntWei ?? 0n) + (fees.tipWei ?? 0n) + (fees.blobFeeWei ?? 0n))
})

test('shows an access list, and the price that was offered for legacy gas', async () => {
  const accessList = [{ address: dave.address, storageKeys: [`0x${'07'.repeat(32)}` as const] }]
  const listed = await describeIt(
    await chain.wallet.sendTransaction({ to: bob.address, accessList, gasPrice: parseGwei('3') }),
  )
  expect(listed).toMatchObject({ type: 1, accessList, fees: { gasPriceWei: parseGwei('3') } })
  const legacy = await describeIt(
    await chain.wallet.sendTransaction({ type: 'legacy', to: bob.address, value: ONE_ETHER }),
  )
  expect(legacy).toMatchObject({ type: 0, valueWei: ONE_ETHER, logs: [] })
  expect(legacy.fees.maxFeePerGasWei).toBeUndefined()
  expect(legacy.call).toBeUndefined()
})

test('shows what waits in the pool as far as it is known', async () => {
  await chain.rpc('evm_setAutomine', false)
  const hash = await chain.wallet.sendTransaction({ to: bob.address, value: 1n })
  const pending = await describeIt(hash)
  expect(pending).toMatchObject({ status: 'pending', logs: [], logCount: 0 })
  expect(pending.blockNumber).toBeUndefined()
  expect(pending.fees.totalWei).toBeUndefined()
})

test('says what failed where nothing can say why', async () => {
  const invalid = await chain.wallet.sendTransaction({ data: '0xfe', gas: 100_000n })
  const { failure } = await describeIt(invalid)
  expect(failure).toMatchObject({ source: 'trace', error: expect.stringMatching(/invalid opcode/i) })
  expect(failure?.revert).toBeUndefined()
  // PUSH0 PUSH0 REVERT
  const silent = await chain.wallet.sendTransaction({ data: '0x5f5ffd', gas: 100_000n })
  expect((await describeIt(silent)).failure).toMatchObject({ revert: { kind: 'empty' } })
})
