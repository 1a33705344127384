import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type BaseError,
  ContractFunctionRevertedError,
  encodeAbiParameters,
  getContractAddress,
  keccak256,
  parseGwei,
} from 'viem'
import { afterEach, expect, test } from 'vitest'
import {
  alice,
  bob,
  carol,
  dave,
  ONE_ETHER,
  openTestChain,
  START_SECONDS,
  type TestChain,
  testGenesis,
} from './openTestChain.ts'
import { compileProbe, probeAbi } from './probeContract.ts'

let open: TestChain[] = []
const start = async (options?: Parameters<typeof openTestChain>[0]): Promise<TestChain> => {
  const chain = await openTestChain(options)
  open.push(chain)
  return chain
}
afterEach(async () => {
  const closing = open
  open = []
  for (const chain of closing) {
    await chain.close()
    expect(chain.errors).toEqual([])
  }
})

const deployProbe = async ({ client, wallet }: TestChain): Promise<`0x${string}`> => {
  const hash = await wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  const { contractAddress } = await client.getTransactionReceipt({ hash })
  if (contractAddress == null) throw new Error('not deployed')
  return contractAddress
}

test('deploys a contract at the address its sender and nonce give, and calls it', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  expect(address.toLowerCase()).toBe(getContractAddress({ from: alice.address, nonce: 0n }).toLowerCase())
  const hash = await chain.wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [1n, 42n] })
  const receipt = await chain.client.waitForTransactionReceipt({ hash })
  expect(receipt.status).toBe('success')
  expect(await chain.client.readContract({ address, abi: probeAbi, functionName: 'values', args: [1n] })).toBe(42n)
  expect(receipt.logs).toHaveLength(1)
})

test('has the transaction in a durable block by the time its hash is returned', async () => {
  const { client, wallet } = await start()
  const hash = await wallet.sendTransaction({ to: bob.address, value: 5n })
  const receipt = await client.getTransactionReceipt({ hash })
  expect(receipt.blockNumber).toBe(1n)
  expect(await client.getBalance({ address: bob.address })).toBe(1_000n * ONE_ETHER + 5n)
})

test('charges exactly gas used times the effective price and burns the base fee', async () => {
  const coinbase = '0x00000000000000000000000000000000c01bba5e'
  const { client, wallet } = await start({ genesis: { ...testGenesis, coinbase } })
  const hash = await wallet.sendTransaction({ to: bob.address, value: 5n, maxPriorityFeePerGas: parseGwei('2') })
  const { gasUsed, effectiveGasPrice, blockNumber } = await client.getTransactionReceipt({ hash })
  const { baseFeePerGas } = await client.getBlock({ blockNumber })
  expect(effectiveGasPrice).toBe((baseFeePerGas ?? 0n) + parseGwei('2'))
  expect(await client.getBalance({ address: alice.address })).toBe(
    1_000n * ONE_ETHER - 5n - gasUsed * effectiveGasPrice,
  )
  expect(await client.getBalance({ address: coinbase })).toBe(gasUsed * parseGwei('2'))
})

test.each(['legacy', 'eip2930', 'eip1559'] as const)('takes %s transactions and returns them as sent', async (type) => {
  const { client, wallet } = await start()
  const accessList = [{ address: bob.address.toLowerCase() as `0x${string}`, storageKeys: [] }]
  const hash = await wallet.sendTransaction({
    to: bob.address,
    value: 5n,
    ...(type === 'eip1559' ? { type } : { type, gasPrice: parseGwei('3') }),
    ...(type === 'legacy' ? {} : { accessList }),
  } as Parameters<typeof wallet.sendTransaction>[0])
  const transaction = await client.getTransaction({ hash })
  expect(transaction).toMatchObject({
    hash,
    type,
    value: 5n,
    nonce: 0,
    blockNumber: 1n,
    from: alice.address.toLowerCase(),
  })
  expect(transaction.chainId).toBe(731337)
  if (type !== 'legacy') expect(transaction.accessList).toEqual(accessList)
  expect((await client.getTransactionReceipt({ hash })).type).toBe(type)
})

test('takes EIP-7702 transactions: the authority runs the delegate code in its own name', async () => {
  const chain = await start()
  const { client, wallet } = chain
  const probe = await deployProbe(chain)
  const authorization = await wallet.signAuthorization({ account: bob, contractAddress: probe })
  const hash = await wallet.sendTransaction({ to: carol.address, authorizationList: [authorization] })
  expect((await client.getTransactionReceipt({ hash })).type).toBe('eip7702')
  expect(await client.getCode({ address: bob.address })).toBe(`0xef0100${probe.slice(2).toLowerCase()}`)
  const seen = await client.readContract({
    address: bob.address,
    abi: probeAbi,
    functionName: 'caller',
    account: carol,
  })
  expect(seen).toEqual([carol.address, bob.address])
  expect((await client.getTransaction({ hash })).authorizationList).toHaveLength(1)
})

test('gives revert data that viem decodes', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  const failure = await chain.client
    .simulateContract({ address, abi: probeAbi, functionName: 'store', args: [1n, 101n], account: alice })
    .catch((error: unknown) => error)
  const reverted = (failure as BaseError).walk((error) => error instanceof ContractFunctionRevertedError)
  expect((reverted as ContractFunctionRevertedError).data).toMatchObject({ errorName: 'TooLarge', args: [101n, 100n] })
})

test('answers a revert with code 3, its reason and its data, in calls and in estimates', async () => {
  const chain = await start()
  const to = await deployProbe(chain)
  const panic = { to, data: '0x4700d305' }
  const expected = { code: 3, message: 'execution reverted: panic 0x32', data: expect.stringMatching(/^0x4e487b71/) }
  await expect(chain.rpc('eth_call', panic, 'latest')).rejects.toMatchObject(expected)
  await expect(chain.rpc('eth_estimateGas', panic)).rejects.toMatchObject(expected)
})

test('keeps no effect of a failed transaction but its nonce and fee', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  const hash = await chain.wallet.writeContract({
    address,
    abi: probeAbi,
    functionName: 'storeAndFail',
    args: [1n],
    gas: 100_000n,
  })
  expect((await chain.client.getTransactionReceipt({ hash })).status).toBe('reverted')
  expect(await chain.client.readContract({ address, abi: probeAbi, functionName: 'values', args: [1n] })).toBe(0n)
  expect(await chain.client.getTransactionCount({ address: alice.address })).toBe(2)
})

test('reads and calls any past block as it was', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  for (const value of [10n, 20n, 30n]) {
    await chain.wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [1n, value], value })
  }
  const valueAt = (blockNumber: bigint) =>
    chain.client.readContract({ address, abi: probeAbi, functionName: 'values', args: [1n], blockNumber })
  expect(await Promise.all([1n, 2n, 3n, 4n].map(valueAt))).toEqual([0n, 10n, 20n, 30n])
  const balances = [1n, 2n, 3n, 4n].map((blockNumber) => chain.client.getBalance({ address, blockNumber }))
  expect(await Promise.all(balances)).toEqual([0n, 10n, 30n, 60n])
  expect(await chain.client.getTransactionCount({ address: alice.address, blockNumber: 2n })).toBe(2)
  expect(await chain.client.getCode({ address, blockNumber: 0n })).toBeUndefined()
})

test('shows a call the environment of its block', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  const block = await chain.client.getBlock()
  const [number, timestamp, baseFee, coinbase, prevRandao] = await chain.client.readContract({
    address,
    abi: probeAbi,
    functionName: 'environment',
  })
  expect([number, timestamp, coinbase]).toEqual([block.number, block.timestamp, block.miner])
  expect(prevRandao).toBe(BigInt(block.mixHash))
  // As in geth: a call that pays nothing sees no base fee.
  expect(baseFee).toBe(0n)
})

test('knows the hashes of recent blocks, by opcode and in the EIP-2935 contract', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  for (let mined = 0; mined < 3; mined++) await chain.chain.mine()
  const { hash } = await chain.client.getBlock({ blockNumber: 2n })
  expect(await chain.client.readContract({ address, abi: probeAbi, functionName: 'hashOf', args: [2n] })).toBe(hash)
  const { data } = await chain.client.call({
    to: '0x0000F90827F1C53a10cb7A02335B175320002935',
    data: `0x${2n.toString(16).padStart(64, '0')}`,
  })
  expect(data).toBe(hash)
})

test('estimates the least gas with which a transaction succeeds', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  const call = { address, abi: probeAbi, functionName: 'store', args: [1n, 2n], account: alice } as const
  const gas = await chain.client.estimateContractGas(call)
  const hash = await chain.wallet.writeContract({ ...call, gas })
  expect((await chain.client.getTransactionReceipt({ hash })).status).toBe('success')
  const short = { ...call, args: [2n, 2n], gas: gas - 1n } as const
  const failed = await chain.wallet.writeContract(short)
  expect((await chain.client.getTransactionReceipt({ hash: failed })).status).toBe('reverted')
})

test('applies state overrides to a call and undoes them after it', async () => {
  const chain = await start()
  const address = await deployProbe(chain)
  const slot = keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'uint256' }], [9n, 0n]))
  const call = { address, abi: probeAbi, functionName: 'values', args: [9n] } as const
  const value = `0x${'0'.repeat(63)}5` as const
  expect(await chain.client.readContract({ ...call, stateOverride: [{ address, stateDiff: [{ slot, value }] }] })).toBe(
    5n,
  )
  expect(await chain.client.readContract(call)).toBe(0n)
})

test('takes up where it left off', async () => {
  const file = join(tmpdir(), `chain-${randomUUID()}.sqlite`)
  const first = await openTestChain({ file })
  const address = await deployProbe(first)
  await first.wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [1n, 42n] })
  const head = await first.client.getBlock()
  await first.close()
  const second = await start({ file })
  expect(await second.client.getBlock()).toEqual(head)
  expect(await second.client.readContract({ address, abi: probeAbi, functionName: 'values', args: [1n] })).toBe(42n)
  await second.wallet.writeContract({ address, abi: probeAbi, functionName: 'store', args: [1n, 43n] })
  expect(await second.client.getBlockNumber()).toBe(head.number + 1n)
  rmSync(file)
})

test('refuses a file whose chain began otherwise', async () => {
  const file = join(tmpdir(), `chain-${randomUUID()}.sqlite`)
  await (await openTestChain({ file })).close()
  await expect(openTestChain({ file, genesis: { ...testGenesis, chainId: 5 } })).rejects.toMatchObject({
    code: 'chain/genesis-mismatch',
  })
  rmSync(file)
})

test('shares one block between transactions that arrive while one is being sealed', async () => {
  const { chain, client, wallet } = await start()
  const signed = await Promise.all(
    Array.from({ length: 10 }, (_, nonce) =>
      wallet.signTransaction({
        type: 'eip1559',
        to: bob.address,
        gas: 21_000n,
        nonce,
        maxFeePerGas: parseGwei('9'),
        chainId: 731337,
      }),
    ),
  )
  const hashes = await Promise.all(
    signed.map((serializedTransaction) => client.sendRawTransaction({ serializedTransaction })),
  )
  expect(chain.head().number).toBeLessThanOrEqual(2)
  for (const hash of hashes) expect((await client.getTransactionReceipt({ hash })).status).toBe('success')
})

test('seals at each interval, empty or not', async () => {
  const { chain, time, wallet, client } = await start({ mining: { mode: 'interval', intervalMs: 12_000 } })
  const hash = await wallet.sendTransaction({ to: bob.address, gas: 21_000n })
  expect(chain.head().number).toBe(0)
  time.advance(12_000)
  await expect.poll(() => chain.head().number).toBe(1)
  await expect.poll(() => time.timers.size).toBe(1)
  time.advance(12_000)
  await expect.poll(() => chain.head().number).toBe(2)
  expect((await client.getTransactionReceipt({ hash })).blockNumber).toBe(1n)
  expect((await client.getBlock()).timestamp).toBe(BigInt(START_SECONDS + 24))
})

test('sets block times back for history, then follows the clock', async () => {
  const genesis = { ...testGenesis, timestamp: 1_000n }
  const { client, rpc, time } = await start({ genesis })
  await rpc('evm_setNextBlockTimestamp', 5_000)
  await rpc('evm_mine')
  expect((await client.getBlock()).timestamp).toBe(5_000n)
  await expect(rpc('evm_setNextBlockTimestamp', 5_000)).rejects.toMatchObject({ code: -32000 })
  time.advance(1_000)
  await rpc('evm_mine')
  expect((await client.getBlock()).timestamp).toBe(BigInt(START_SECONDS + 1))
})

test('never seals two blocks of one time', async () => {
  const { client, chain } = await start({ mining: { mode: 'manual' } })
  await chain.mine()
  await chain.mine()
  const [first, second] = await Promise.all([1n, 2n].map((blockNumber) => client.getBlock({ blockNumber })))
  expect(second?.timestamp).toBe((first?.timestamp ?? 0n) + 1n)
})

test('keeps what development methods change as durably as any block', async () => {
  const file = join(tmpdir(), `chain-${randomUUID()}.sqlite`)
  const first = await openTestChain({ file })
  await first.rpc('hardhat_setBalance', dave.address, '0x64')
  await first.rpc('hardhat_setStorageAt', carol.address, '0x0', `0x${'0'.repeat(62)}2a`)
  await first.close()
  const second = await start({ file })
  expect(await second.client.getBalance({ address: dave.address })).toBe(100n)
  expect(await second.client.getStorageAt({ address: carol.address, slot: '0x0' })).toBe(`0x${'0'.repeat(62)}2a`)
  rmSync(file)
})
