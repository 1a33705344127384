import { encodeFunctionData, type Hex, pad, parseEther } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alice, bob, carol, openTestChain, type TestChain } from '../chain/openTestChain.ts'
import { compileProbe, probeAbi } from '../chain/probeContract.ts'

let chain: TestChain
beforeEach(async () => {
  chain = await openTestChain()
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

type Result = {
  readonly accessList: readonly { readonly address: Hex; readonly storageKeys: readonly Hex[] }[]
  readonly gasUsed: Hex
  readonly error?: string
}
const create = (request: Record<string, unknown>, ...rest: unknown[]) =>
  chain.rpc('eth_createAccessList', request, ...rest) as Promise<Result>
const slot = (value: number): Hex => pad(`0x${value.toString(16)}`)
const put = async (code: string, address: Hex = bob.address) => {
  await chain.rpc('anvil_setCode', address, code)
  return address
}
const lower = (address: string) => address.toLowerCase()

test('names nothing for a transfer', async () => {
  expect(await create({ from: alice.address, to: carol.address, value: '0xa' })).toEqual({
    accessList: [],
    gasUsed: '0x5208',
  })
})

test('names slots of the called contract, and other accounts', async () => {
  // SLOAD(1), SSTORE(2, 3), BALANCE(carol)
  const to = await put(`0x600154506003600255${'73'}${carol.address.slice(2)}31`)
  const { accessList, error } = await create({ from: alice.address, to })
  expect(error).toBeUndefined()
  expect(accessList).toEqual([
    { address: lower(to), storageKeys: [slot(1), slot(2)] },
    { address: lower(carol.address), storageKeys: [] },
  ])
})

test('tells the gas with the list, which is what the transaction then takes', async () => {
  const hash = await chain.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const { contractAddress } = await chain.client.getTransactionReceipt({ hash })
  const data = encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [1n, 42n] })
  const { accessList, gasUsed } = await create({ from: alice.address, to: contractAddress, data })
  expect(accessList).toHaveLength(1)
  const sent = await chain.wallet.sendTransaction({ to: contractAddress as Hex, data, accessList: [...accessList] })
  expect((await chain.client.getTransactionReceipt({ hash: sent })).gasUsed).toBe(BigInt(gasUsed))
})

test('leaves out the sender, the called account and precompiles', async () => {
  const to = await put(`0x73${alice.address.slice(2)}3130315f5f5f5f5f60045af150`)
  expect((await create({ from: alice.address, to })).accessList).toEqual([])
})

test('keeps what it was given', async () => {
  const given = [{ address: carol.address, storageKeys: [slot(9)] }]
  const { accessList } = await create({ from: alice.address, to: bob.address, accessList: given })
  expect(accessList).toEqual([{ address: lower(carol.address), storageKeys: [slot(9)] }])
})

test('names what a failing call touches, and says how it fails', async () => {
  const reverting = await put('0x6001545f5ffd')
  expect(await create({ from: alice.address, to: reverting })).toMatchObject({
    accessList: [{ address: lower(reverting), storageKeys: [slot(1)] }],
    error: 'execution reverted',
  })
  const invalid = await put('0xfe', carol.address)
  expect((await create({ from: alice.address, to: invalid, gas: '0xffff' })).error).toBe('invalid opcode')
})

test('gives a list with which nothing else is touched, whatever the gas', async () => {
  // Reads slot 5 too when enough gas is left after slot 1, which costs less with a list.
  const to = await put(`0x6001545061${'5f00'}5a11600e57005b60055450`)
  const [cold, warm] = [0x5208 + 2_100 + 0x5f00, 0x5208 + 4_400 + 0x5f00]
  for (const gas of [cold, warm, 60_000]) {
    const { accessList } = await create({ from: alice.address, to, gas: `0x${gas.toString(16)}` })
    const again = await create({ from: alice.address, to, gas: `0x${gas.toString(16)}`, accessList })
    expect(again.accessList).toEqual(accessList)
  }
})

test('refuses code that touches something else each time', async () => {
  // SLOAD(GAS)
  const to = await put('0x5a5450')
  await expect(create({ from: alice.address, to })).rejects.toMatchObject({ code: -32000 })
})

test('refuses what cannot begin', async () => {
  const value = `0x${parseEther('2000').toString(16)}`
  await expect(create({ from: alice.address, to: bob.address, value })).rejects.toThrow('insufficient funds')
  await expect(create({ from: alice.address, to: bob.address, gas: '0x1' })).rejects.toThrow('intrinsic gas too low')
})

test('reads the state of the block it is asked for, with overrides', async () => {
  const code = '0x60015450'
  const overrides = { [carol.address]: { code } }
  expect((await create({ to: carol.address }, 'latest', overrides)).accessList).toHaveLength(1)
  await put(code)
  expect((await create({ to: bob.address }, '0x0')).accessList).toHaveLength(0)
  expect((await create({ to: bob.address }, 'pending')).accessList).toHaveLength(1)
})

test("is what viem's createAccessList takes", async () => {
  const to = await put('0x60015450')
  const { accessList, gasUsed } = await chain.client.createAccessList({ account: alice, to })
  expect(accessList).toEqual([{ address: lower(to), storageKeys: [slot(1)] }])
  expect(gasUsed).toBeGreaterThan(21_000n)
})
