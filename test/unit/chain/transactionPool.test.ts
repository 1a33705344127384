import { parseGwei } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alice, bob, carol, dave, ONE_ETHER, openTestChain, type TestChain, testGenesis } from './openTestChain.ts'

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain({ mining: { mode: 'manual' } })
})
afterEach(() => chain.close())

type Fields = { nonce?: number; tip?: bigint; cap?: bigint; value?: bigint; gas?: bigint; to?: `0x${string}` }

const send = async (
  account: typeof alice,
  { nonce = 0, tip = 1n, cap = 100n, value = 1n, gas = 21_000n, to = dave.address }: Fields,
) => {
  const serializedTransaction = await account.signTransaction({
    type: 'eip1559',
    chainId: 731337,
    nonce,
    to,
    value,
    gas,
    maxFeePerGas: parseGwei(String(cap)),
    maxPriorityFeePerGas: parseGwei(String(tip)),
  })
  return (await chain.rpc('eth_sendRawTransaction', serializedTransaction)) as `0x${string}`
}

const sealed = async (): Promise<readonly unknown[]> => {
  await chain.chain.mine()
  return (await chain.client.getBlock()).transactions
}

test('queues transactions after a nonce gap until the gap is filled', async () => {
  const second = await send(alice, { nonce: 1 })
  expect(await sealed()).toEqual([])
  const first = await send(alice, { nonce: 0 })
  expect(await sealed()).toEqual([first, second])
})

test('counts the pool in the pending nonce, up to the first gap', async () => {
  await send(alice, { nonce: 0 })
  await send(alice, { nonce: 1 })
  await send(alice, { nonce: 3 })
  expect(await chain.client.getTransactionCount({ address: alice.address, blockTag: 'pending' })).toBe(2)
  expect(await chain.client.getTransactionCount({ address: alice.address })).toBe(0)
})

test('orders by tip among senders and by nonce within one', async () => {
  const a0 = await send(alice, { nonce: 0, tip: 1n })
  const a1 = await send(alice, { nonce: 1, tip: 50n })
  const b0 = await send(bob, { nonce: 0, tip: 2n })
  const c0 = await send(carol, { nonce: 0, tip: 3n })
  expect(await sealed()).toEqual([c0, b0, a0, a1])
})

test('orders equal tips by arrival', async () => {
  const b0 = await send(bob, {})
  const a0 = await send(alice, {})
  const c0 = await send(carol, {})
  expect(await sealed()).toEqual([b0, a0, c0])
})

test('replaces a transaction by one that pays a tenth more, and not by less', async () => {
  await send(alice, { tip: 10n, cap: 100n })
  await expect(send(alice, { tip: 10n, cap: 110n, value: 2n })).rejects.toMatchObject({
    message: 'replacement transaction underpriced',
  })
  const replacement = await send(alice, { tip: 11n, cap: 110n, value: 2n })
  expect(await sealed()).toEqual([replacement])
})

test('refuses the same transaction twice, waiting or sealed', async () => {
  await send(alice, {})
  await expect(send(alice, {})).rejects.toMatchObject({ code: -32000, message: 'already known' })
  await chain.chain.mine()
  await expect(send(alice, {})).rejects.toMatchObject({ code: -32000, message: 'already known' })
})

test('refuses a nonce that was used', async () => {
  await send(alice, {})
  await chain.chain.mine()
  await expect(send(alice, { value: 9n })).rejects.toMatchObject({ message: 'nonce too low: next nonce 1, tx nonce 0' })
})

test('refuses what the sender cannot pay, alone or with what waits', async () => {
  const refusal = { code: -32000, message: expect.stringContaining('insufficient funds for gas * price + value') }
  await expect(send(dave, {})).rejects.toMatchObject(refusal)
  await send(alice, { value: 600n * ONE_ETHER })
  await expect(send(alice, { nonce: 1, value: 600n * ONE_ETHER })).rejects.toMatchObject(refusal)
})

test('refuses gas below the intrinsic cost and above the block limit', async () => {
  await expect(send(alice, { gas: 20_999n })).rejects.toMatchObject({
    message: 'intrinsic gas too low: gas 20999, minimum needed 21000',
  })
  await expect(send(alice, { gas: 60_000_001n })).rejects.toMatchObject({ message: 'exceeds block gas limit' })
})

test('refuses a transaction for another chain', async () => {
  const foreign = await alice.signTransaction({ type: 'eip1559', chainId: 1, nonce: 0, gas: 21_000n, to: bob.address })
  await expect(chain.rpc('eth_sendRawTransaction', foreign)).rejects.toMatchObject({
    code: -32000,
    message: expect.stringContaining('invalid chain id'),
  })
})

test.each(['0x', '0x02', '0xc0', '0x02f8ff', `0x04${'ff'.repeat(80)}`, `0x${'00'.repeat(200)}`])(
  'refuses bytes that are no transaction: %s',
  async (raw) => {
    await expect(chain.rpc('eth_sendRawTransaction', raw)).rejects.toMatchObject({ code: -32000 })
    expect(chain.chain.getPooledAll()).toEqual([])
    expect(chain.errors).toEqual([])
  },
)

test('keeps a transaction waiting while its fee cap is below the base fee', async () => {
  const serializedTransaction = await alice.signTransaction({
    type: 'eip1559',
    chainId: 731337,
    nonce: 0,
    to: bob.address,
    gas: 21_000n,
    maxFeePerGas: 800_000_000n,
  })
  const hash = await chain.client.sendRawTransaction({ serializedTransaction })
  expect(await sealed()).toEqual([])
  expect((await chain.client.getTransaction({ hash })).blockNumber).toBeNull()
  // An empty block lowers the base fee by an eighth: from 875 to 766 million wei.
  expect(await sealed()).toEqual([hash])
})

test('fills a block up to its gas limit and leaves the rest for the next', async () => {
  await chain.close()
  chain = await openTestChain({ mining: { mode: 'manual' }, genesis: { ...testGenesis, gasLimit: 50_000n } })
  const hashes = [await send(alice, { nonce: 0 }), await send(alice, { nonce: 1 }), await send(alice, { nonce: 2 })]
  expect(await sealed()).toEqual(hashes.slice(0, 2))
  expect(await sealed()).toEqual(hashes.slice(2))
})
