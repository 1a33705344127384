import { RLP } from '@ethereumjs/rlp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InvalidBlockError } from '../../../engine/chain/import/InvalidBlockError.ts'
import { alice, bob, carol, openTestChain, type TestChain } from './openTestChain.ts'
import { compileProbe, probeAbi } from './probeContract.ts'

let source: TestChain
let target: TestChain
beforeEach(async () => {
  source = await openTestChain()
  target = await openTestChain()
})
afterEach(async () => {
  await source.close()
  await target.close()
  expect([...source.errors, ...target.errors]).toEqual([])
})

type Parts = {
  header: Uint8Array[]
  transactions: (Uint8Array | Uint8Array[])[]
  uncles: never[]
  withdrawals: Uint8Array[][]
}

/** A block of the source as it would travel. */
const readParts = (number: number): Parts => {
  const block = source.chain.store.getBlockByNumber(number)
  if (block === undefined) throw new Error(`no block ${number}`)
  const transactions = source.chain.store
    .getTransactions(number)
    .map(({ raw }) => ((raw[0] as number) >= 0xc0 ? (RLP.decode(raw) as Uint8Array[]) : raw))
  return { header: block.header.raw() as Uint8Array[], transactions, uncles: [], withdrawals: [] }
}
const encode = ({ header, transactions, uncles, withdrawals }: Parts): Uint8Array =>
  RLP.encode([header, transactions, uncles, withdrawals])

const makeBlocks = async (): Promise<number> => {
  const { wallet, client, chain } = source
  const deployed = await wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const address = (await client.getTransactionReceipt({ hash: deployed })).contractAddress as `0x${string}`
  await wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [1n, 42n] })
  await wallet.sendTransaction({ to: bob.address, value: 5n, type: 'legacy', gasPrice: 3_000_000_000n })
  await wallet.sendTransaction({
    account: bob,
    to: carol.address,
    value: 1n,
    type: 'eip2930',
    gasPrice: 3_000_000_000n,
  })
  await chain.mine()
  return chain.head().number
}

test('takes in the blocks of another chain and ends with its head, its state and its logs', async () => {
  const last = await makeBlocks()
  for (let number = 1; number <= last; number++) await target.chain.importBlock(encode(readParts(number)))
  expect(target.chain.head().hash).toEqual(source.chain.head().hash)
  expect(await target.client.getBalance({ address: bob.address })).toBe(
    await source.client.getBalance({ address: bob.address }),
  )
  expect(await target.rpc('eth_getLogs', { fromBlock: '0x0' })).toEqual(
    await source.rpc('eth_getLogs', { fromBlock: '0x0' }),
  )
})

test('goes on with its own blocks after one that it took in, without what that held already', async () => {
  const hash = await source.wallet.sendTransaction({ to: bob.address, value: 5n })
  target.chain.setMining({ mode: 'manual' })
  await target.chain.sendRawTransaction(source.chain.store.getTransactions(1)[0]?.raw as Uint8Array)
  await target.chain.importBlock(encode(readParts(1)))
  expect(target.chain.getPooledAll()).toEqual([])
  target.chain.setMining({ mode: 'instant' })
  const next = await target.wallet.sendTransaction({ to: bob.address, value: 1n })
  expect((await target.client.getTransactionReceipt({ hash: next })).blockNumber).toBe(2n)
  expect((await target.client.getTransactionReceipt({ hash })).blockNumber).toBe(1n)
})

/** The header's fields in their order (Yellow Paper 4.4, then EIP-1559, 4895, 4844, 4788, 7685). */
const FIELDS = [
  'parentHash',
  'uncleHash',
  'coinbase',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'extraData',
  'mixHash',
  'nonce',
  'baseFee',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
] as const
const word = Uint8Array.from({ length: 32 }, () => 7)
const change = (parts: Parts, field: (typeof FIELDS)[number], value: Uint8Array): Parts => ({
  ...parts,
  header: parts.header.with(FIELDS.indexOf(field), value),
})

test.each<[string, (parts: Parts) => Parts, RegExp]>([
  ['an unknown parent', (parts) => change(parts, 'parentHash', word), /^parent hash/],
  ['uncles', (parts) => ({ ...parts, uncles: [[] as never] }), /^uncles/],
  ['a hash of uncles', (parts) => change(parts, 'uncleHash', word), /uncleHash/],
  ['another state', (parts) => change(parts, 'stateRoot', word), /^state root/],
  ['another root of transactions', (parts) => change(parts, 'transactionsRoot', word), /^transactions root/],
  ['other receipts', (parts) => change(parts, 'receiptsRoot', word), /^receipts root/],
  ['another bloom', (parts) => change(parts, 'logsBloom', new Uint8Array(256).fill(1)), /^logs bloom/],
  ['a difficulty', (parts) => change(parts, 'difficulty', Uint8Array.of(1)), /difficulty/],
  ['another number', (parts) => change(parts, 'number', Uint8Array.of(9)), /^number/],
  ["a gas limit far from its parent's", (parts) => change(parts, 'gasLimit', Uint8Array.of(1, 0, 0, 0)), /^gas limit/],
  ['less gas than was used', (parts) => change(parts, 'gasUsed', Uint8Array.of(0x52, 0x07)), /^gas used/],
  ['more gas than its limit', (parts) => change(parts, 'gasUsed', Uint8Array.of(9, 0, 0, 0)), /too much gas used/],
  ['the time of its parent', (parts) => change(parts, 'timestamp', Uint8Array.of(1)), /^timestamp/],
  ['extra data of 33 bytes', (parts) => change(parts, 'extraData', new Uint8Array(33)), /extraData/],
  ['a nonce', (parts) => change(parts, 'nonce', new Uint8Array(8).fill(1)), /nonce/],
  ['another base fee', (parts) => change(parts, 'baseFee', Uint8Array.of(7)), /^base fee/],
  ['another root of withdrawals', (parts) => change(parts, 'withdrawalsRoot', word), /^withdrawals root/],
  ['blob gas without blobs', (parts) => change(parts, 'blobGasUsed', Uint8Array.of(2, 0, 0)), /^blob gas used/],
  ['a fraction of a blob', (parts) => change(parts, 'blobGasUsed', Uint8Array.of(1)), /^blob gas used/],
  ['another excess of blob gas', (parts) => change(parts, 'excessBlobGas', Uint8Array.of(2, 0, 0)), /^excess blob gas/],
  ['another beacon root', (parts) => change(parts, 'parentBeaconBlockRoot', word), /^state root/],
  ['requests that nobody made', (parts) => change(parts, 'requestsHash', word), /^requests hash/],
  ['a number with a leading zero', (parts) => change(parts, 'number', Uint8Array.of(0, 1)), /^(rlp|header)/],
  ['a header without its last field', (parts) => ({ ...parts, header: parts.header.slice(0, -1) }), /^rlp/],
  [
    'a withdrawal that the header does not have',
    (parts) => ({
      ...parts,
      withdrawals: [[Uint8Array.of(1), Uint8Array.of(1), new Uint8Array(20).fill(5), Uint8Array.of(1)]],
    }),
    /^withdrawals root/,
  ],
  [
    'a transaction twice',
    (parts) => ({ ...parts, transactions: [...parts.transactions, ...parts.transactions] }),
    /^transaction 1: nonce too low/,
  ],
  ['no transaction', (parts) => ({ ...parts, transactions: [] }), /^gas used/],
  ['bytes for a transaction', (parts) => ({ ...parts, transactions: [Uint8Array.of(2, 1)] }), /^transaction 0/],
])('refuses a block with %s, and keeps nothing of it', async (_name, spoil, reason) => {
  await source.wallet.sendTransaction({ to: bob.address, value: 5n })
  const parts = readParts(1)
  const failure = await target.chain.importBlock(encode(spoil(parts))).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(InvalidBlockError)
  expect((failure as InvalidBlockError).message).toMatch(reason)
  expect(target.chain.head().number).toBe(0)
  expect(await target.client.getTransactionCount({ address: alice.address })).toBe(0)
  await target.chain.importBlock(encode(parts))
  expect(target.chain.head().hash).toEqual(source.chain.head().hash)
})

test.each([
  ['no RLP', Uint8Array.of(0xf9, 1)],
  ['text', Uint8Array.from(Buffer.from('a block'))],
  ['nothing', new Uint8Array()],
])('refuses %s', async (_name, encoded) => {
  await expect(target.chain.importBlock(encoded)).rejects.toBeInstanceOf(InvalidBlockError)
})
