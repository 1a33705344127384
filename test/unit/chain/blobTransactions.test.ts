import {
  commitmentToVersionedHash,
  concat,
  encodeFunctionData,
  type Hex,
  type Kzg,
  keccak256,
  parseGwei,
  toBlobs,
} from 'viem'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadKzg } from '../../../engine/evm/kzg.ts'
import {
  type BlobFields,
  blobProbeAbi,
  compileBlobProbe,
  openViemKzg,
  type Sidecar,
  signBlobTransaction,
  toSidecars,
} from './blobs.ts'
import savedCellProofs from './cellProofs.json' with { type: 'json' }
import { alice, bob, openTestChain, type TestChain, testGenesis } from './openTestChain.ts'

const BLOB_GAS = 131_072n
const message = '0x7072696365732061726520696e207468697320626c6f62'

/** Of `message`'s blob, computed once with `computeCellsAndProofs`, which takes seconds. */
const cellProofs = savedCellProofs as Hex[]

let kzg: Kzg
let sidecar: Sidecar
let versionedHash: Hex
let bytecode: Hex
let chain: TestChain
beforeAll(async () => {
  kzg = await openViemKzg()
  sidecar = toSidecars(toBlobs({ data: message }), kzg)[0] as Sidecar
  versionedHash = commitmentToVersionedHash({ commitment: sidecar.commitment })
  bytecode = compileBlobProbe()
})
beforeEach(async () => {
  chain = await openTestChain()
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

const deploy = async (): Promise<Hex> => {
  const hash = await chain.wallet.deployContract({ abi: blobProbeAbi, bytecode })
  return (await chain.client.getTransactionReceipt({ hash })).contractAddress as Hex
}

type Fields = Partial<BlobFields>
const sign = (fields: Fields = {}): Promise<Hex> =>
  signBlobTransaction({ chain, sidecars: [sidecar], blobVersionedHashes: [versionedHash], to: bob.address, ...fields })
const send = async (fields: Fields = {}): Promise<Hex> =>
  (await chain.rpc('eth_sendRawTransaction', await sign(fields))) as Hex
const times = <Item>(count: number, item: Item): Item[] => new Array<Item>(count).fill(item)
const refusal = (message: string) => ({ code: -32000, message: expect.stringContaining(message) })

test('runs a transaction with a blob that viem made, and lets the contract read its hash and its fee', async () => {
  const address = await deploy()
  const data = encodeFunctionData({ abi: blobProbeAbi, functionName: 'remember' })
  const hash = await chain.wallet.sendTransaction({
    to: address,
    data,
    blobs: toBlobs({ data: message }),
    kzg,
    maxFeePerBlobGas: parseGwei('1'),
  })
  expect((await chain.client.getTransactionReceipt({ hash })).status).toBe('success')
  expect(await chain.client.readContract({ address, abi: blobProbeAbi, functionName: 'first' })).toBe(versionedHash)
  expect(await chain.client.readContract({ address, abi: blobProbeAbi, functionName: 'fee' })).toBe(1n)
})

test('stores the transaction without its blobs, under the hash of that form', async () => {
  const hash = await send()
  const stored = chain.chain.store.getTransactions(1)[0]?.raw
  expect(stored?.length).toBeLessThan(300)
  expect(keccak256(stored as Uint8Array)).toBe(hash)
  expect(await chain.client.getTransaction({ hash })).toMatchObject({
    type: 'eip4844',
    maxFeePerBlobGas: 1_000n,
    blobVersionedHashes: [versionedHash],
  })
})

test('counts blob gas in the receipt and the header, and charges for it', async () => {
  const before = await chain.client.getBalance({ address: alice.address })
  const hash = await send({ sidecars: times(2, sidecar), blobVersionedHashes: times(2, versionedHash) })
  const receipt = await chain.client.getTransactionReceipt({ hash })
  expect(receipt).toMatchObject({ type: 'eip4844', blobGasUsed: 2n * BLOB_GAS, blobGasPrice: 1n })
  expect(await chain.client.getBlock()).toMatchObject({ blobGasUsed: 2n * BLOB_GAS, excessBlobGas: 0n })
  const after = await chain.client.getBalance({ address: alice.address })
  expect(before - after).toBe(receipt.gasUsed * receipt.effectiveGasPrice + 2n * BLOB_GAS)
})

test('raises the excess by what a block uses above the target of six blobs, and lowers it again (EIP-7691)', async () => {
  await send({ sidecars: times(9, sidecar), blobVersionedHashes: times(9, versionedHash) })
  await chain.chain.mine()
  expect(await chain.client.getBlock()).toMatchObject({ blobGasUsed: 0n, excessBlobGas: 3n * BLOB_GAS })
  await chain.chain.mine()
  expect(await chain.client.getBlock()).toMatchObject({ excessBlobGas: 0n })
})

test('raises the blob base fee with the excess, and tells it in the fee history', async () => {
  const nine = { sidecars: times(9, sidecar), blobVersionedHashes: times(9, versionedHash) }
  for (let sent = 0; sent < 10; sent++) await send(nine)
  // Ten blocks, each three blobs above the target: e^(30 · 131072 / 5007716) is 2.19.
  expect(await chain.client.getBlobBaseFee()).toBe(2n)
  const history = (await chain.rpc('eth_feeHistory', '0x2', 'latest')) as Record<string, unknown>
  expect(history).toMatchObject({ blobGasUsedRatio: [1, 1], baseFeePerBlobGas: ['0x1', '0x2', '0x2'] })
}, 60_000)

test('puts no more than nine blobs into a block and keeps the rest for the next', async () => {
  chain.chain.setMining({ mode: 'manual' })
  const five = { sidecars: times(5, sidecar), blobVersionedHashes: times(5, versionedHash) }
  const hashes = [await send({ ...five, nonce: 0 }), await send({ ...five, nonce: 1 })]
  await chain.chain.mine()
  expect((await chain.client.getBlock()).transactions).toEqual([hashes[0]])
  await chain.chain.mine()
  expect((await chain.client.getBlock()).transactions).toEqual([hashes[1]])
})

test('replaces a blob transaction only by one that pays twice as much in every fee', async () => {
  chain.chain.setMining({ mode: 'manual' })
  await send({ nonce: 0 })
  await expect(send({ nonce: 0, tipGwei: 2, maxFeePerBlobGas: 1_500n })).rejects.toMatchObject(
    refusal('replacement transaction underpriced'),
  )
})

test('lets a call and an estimate name the hashes that BLOBHASH reads', async () => {
  const address = await deploy()
  const data = encodeFunctionData({ abi: blobProbeAbi, functionName: 'hashes' })
  const request = { to: address, data, blobVersionedHashes: [versionedHash] }
  expect(await chain.rpc('eth_call', request, 'latest')).toBe(concat([versionedHash, `0x${'00'.repeat(32)}`]))
  expect(BigInt((await chain.rpc('eth_estimateGas', request)) as Hex)).toBeGreaterThan(21_000n)
})

test('evaluates a point of a blob, and refuses a wrong value (precompile 0x0a)', async () => {
  const address = await deploy()
  const z: Hex = `0x${'00'.repeat(31)}05`
  const [proof, y] = (await loadKzg()).computeProof(sidecar.blob, z) as [Hex, Hex]
  const evaluate = (value: Hex) =>
    chain.client.readContract({
      address,
      abi: blobProbeAbi,
      functionName: 'evaluate',
      args: [concat([versionedHash, z, value, sidecar.commitment, proof])],
    })
  const modulus = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n
  expect(await evaluate(y)).toEqual([true, `0x${4_096n.toString(16).padStart(64, '0')}${modulus.toString(16)}`])
  expect((await evaluate(z))[0]).toBe(false)
})

test.each<[string, () => Fields, string]>([
  ['a proof of another blob', () => ({ sidecars: [{ ...sidecar, proof: sidecar.commitment }] }), 'invalid blob proof'],
  [
    'a proof that is no point',
    () => ({ sidecars: [{ ...sidecar, proof: `0x${'11'.repeat(48)}` }] }),
    'invalid blob proof',
  ],
  [
    'a blob other than the proven',
    () => ({ sidecars: [{ ...sidecar, blob: `0x${'00'.repeat(131_072)}` }] }),
    'invalid blob proof',
  ],
  [
    'a hash of another commitment',
    () => ({ blobVersionedHashes: [`0x01${'22'.repeat(31)}`] }),
    'mismatches transaction one',
  ],
  [
    'a hash of an unknown version',
    () => ({ blobVersionedHashes: [`0x02${versionedHash.slice(4)}`] }),
    'invalid hash version',
  ],
  ['fewer blobs than hashes', () => ({ blobVersionedHashes: times(2, versionedHash) }), 'compared to 2 blob hashes'],
  ['no blobs', () => ({ sidecars: [], blobVersionedHashes: [] }), 'blobless blob transaction'],
  [
    'more blobs than a block takes',
    () => ({ sidecars: times(10, sidecar), blobVersionedHashes: times(10, versionedHash) }),
    'too many blobs in transaction: have 10, permitted 9',
  ],
  ['a fee cap below one wei', () => ({ maxFeePerBlobGas: 0n }), 'transaction underpriced'],
])('refuses %s', async (_name, toFields, sentence) => {
  await expect(send(toFields())).rejects.toMatchObject(refusal(sentence))
})

test('refuses a blob transaction in the form of blocks, without its blobs', async () => {
  await send()
  const stored = chain.chain.store.getTransactions(1)[0]?.raw as Uint8Array
  await expect(chain.chain.sendRawTransaction(stored)).rejects.toMatchObject(refusal('missing sidecar'))
})

test('lets a blob transaction that bids less than the blob base fee wait', async () => {
  const nine = { sidecars: times(9, sidecar), blobVersionedHashes: times(9, versionedHash) }
  for (let sent = 0; sent < 10; sent++) await send(nine)
  const hash = await send({ maxFeePerBlobGas: 1n })
  expect(await chain.rpc('eth_getTransactionByHash', hash)).toMatchObject({ blockNumber: null })
  for (let block = 0; block < 4; block++) await chain.chain.mine()
  expect(await chain.rpc('eth_getTransactionByHash', hash)).not.toMatchObject({ blockNumber: null })
}, 60_000)

const sendOnOsaka = async (change: Partial<Sidecar>): Promise<unknown> => {
  const osaka = await openTestChain({ genesis: { ...testGenesis, hardfork: 'osaka' } })
  try {
    const raw = await sign({ chain: osaka, sidecars: [{ ...sidecar, ...change }] })
    const hash = (await osaka.rpc('eth_sendRawTransaction', raw)) as Hex
    return (await osaka.client.getTransactionReceipt({ hash })).blobGasUsed
  } finally {
    await osaka.close()
  }
}

test('takes proofs of cells on Osaka (EIP-7594)', async () => {
  expect(await sendOnOsaka({ cellProofs })).toBe(BLOB_GAS)
})

test.each<[string, () => Partial<Sidecar>, string]>([
  ['the proof of a whole blob', () => ({}), 'unknown form of blob sidecar'],
  [
    'two proofs in each other’s place',
    () => ({ cellProofs: cellProofs.with(0, cellProofs[1] as Hex) }),
    'invalid blob proof',
  ],
  ['a proof too few', () => ({ cellProofs: cellProofs.slice(1) }), 'invalid number of 127 blob proofs expected 128'],
])('refuses %s on Osaka', async (_name, toChange, sentence) => {
  await expect(sendOnOsaka(toChange())).rejects.toMatchObject(refusal(sentence))
})

test('refuses proofs of cells before Osaka', async () => {
  await expect(send({ sidecars: [{ ...sidecar, cellProofs }] })).rejects.toMatchObject(
    refusal('unknown form of blob sidecar'),
  )
})
