import { gzipSync } from 'node:zlib'
import { createTestClient, custom, encodeFunctionData, type Hex, pad } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startAnvil } from '../../builders/startAnvil.ts'
import { alice, bob, carol, dave, ONE_ETHER, openTestChain, type TestChain } from '../chain/openTestChain.ts'
import { compileProbe, probeAbi } from '../chain/probeContract.ts'

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain()
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

const valueOfOne = encodeFunctionData({ abi: probeAbi, functionName: 'values', args: [1n] })
const word = (value: bigint): Hex => pad(`0x${value.toString(16)}`)
const store = encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [1n, 42n] })

const deploy = async (): Promise<Hex> => {
  const hash = await chain.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const { contractAddress } = await chain.client.getTransactionReceipt({ hash })
  await chain.wallet.sendTransaction({ to: contractAddress as Hex, data: store })
  return contractAddress as Hex
}
const dump = () => chain.rpc('anvil_dumpState') as Promise<Hex>

test('takes its own dump to another chain, whose state is then the same', async () => {
  const probe = await deploy()
  await chain.wallet.sendTransaction({ to: dave.address, value: ONE_ETHER })
  const other = await openTestChain({ genesis: { timestamp: 1n } })
  expect(await other.rpc('anvil_loadState', await dump())).toBe(true)
  expect(await other.rpc('eth_call', { to: probe, data: valueOfOne }, 'latest')).toBe(word(42n))
  for (const { address } of [alice, bob, dave]) {
    expect(await other.client.getBalance({ address })).toBe(await chain.client.getBalance({ address }))
    expect(await other.client.getTransactionCount({ address })).toBe(
      await chain.client.getTransactionCount({ address }),
    )
  }
  await other.close()
})

test('dumps what was opened again, and what went through a rollback', async () => {
  await deploy()
  const before = await dump()
  const id = await chain.rpc('evm_snapshot')
  await chain.wallet.sendTransaction({ to: dave.address, value: 1n })
  await chain.rpc('evm_revert', id)
  expect(await dump()).toBe(before)
  await chain.chain.close()
  const reopened = await openTestChain({ file: chain.file })
  expect(await reopened.rpc('anvil_dumpState')).toBe(before)
  await reopened.close()
})

test('loads what anvil dumped, and dumps what anvil loads', async () => {
  const anvil = await startAnvil()
  const target = await startAnvil()
  try {
    const [rich] = await anvil.request<Hex[]>('eth_accounts')
    await anvil.request('anvil_setCode', bob.address, '0x6001')
    await anvil.request('anvil_setStorageAt', bob.address, '0x3', word(42n))
    await anvil.request('eth_sendTransaction', { from: rich, to: carol.address, value: '0x5' })
    // It answers before its block is made.
    await expect.poll(() => anvil.request('eth_getBalance', carol.address, 'latest')).toBe('0x5')
    await chain.rpc('hardhat_loadState', await anvil.request<Hex>('anvil_dumpState'))
    expect(await chain.client.getCode({ address: bob.address })).toBe('0x6001')
    expect(await chain.client.getStorageAt({ address: bob.address, slot: '0x3' })).toBe(word(42n))
    expect(await chain.client.getBalance({ address: carol.address })).toBe(5n)
    expect(await chain.client.getTransactionCount({ address: rich as Hex })).toBe(1)

    const probe = await deploy()
    expect(await target.request('anvil_loadState', await dump())).toBe(true)
    expect(await target.request('eth_call', { to: probe, data: valueOfOne }, 'latest')).toBe(word(42n))
    expect(await target.request('eth_getStorageAt', bob.address, '0x3', 'latest')).toBe(word(42n))
  } finally {
    await Promise.all([anvil.stop(), target.stop()])
  }
})

test.each(['anvil', 'hardhat', 'ganache'] as const)("is what viem's test client does as for %s", async (mode) => {
  const client = createTestClient({ mode, chain: chain.viemChain, transport: custom(chain.provider) })
  const state = await client.dumpState()
  await client.setBalance({ address: dave.address, value: 7n })
  await client.setBalance({ address: bob.address, value: 7n })
  await client.loadState({ state })
  expect(await chain.client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER)
  expect(await chain.client.getBalance({ address: dave.address })).toBe(7n)
})

const compress = (value: unknown): Hex => `0x${gzipSync(JSON.stringify(value)).toString('hex')}`
test.each<[string, string]>([
  ['bytes that are not compressed', '0x1234'],
  ['something else', compress({ blocks: [] })],
  ['an address that is none', compress({ accounts: { '0x12': { balance: '0x1' } } })],
  ['a balance that is none', compress({ accounts: { [bob.address]: { balance: '-1' } } })],
  ['a nonce that is none', compress({ accounts: { [bob.address]: { balance: '0x1', nonce: 1.5 } } })],
])('refuses %s', async (_name, file) => {
  await expect(chain.rpc('anvil_loadState', file)).rejects.toMatchObject({ code: -32602 })
  expect(await chain.client.getBlockNumber()).toBe(0n)
})
