import { encodeFunctionData, type Hex } from 'viem'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex, toHex } from '../../../engine/chain/bytes.ts'
import { InvalidBlockError } from '../../../engine/chain/import/InvalidBlockError.ts'
import { alice, bob, carol, dave, ONE_ETHER, openTestChain, type TestChain } from '../chain/openTestChain.ts'
import { compileProbe, probeAbi } from '../chain/probeContract.ts'

let chain: TestChain
let probe: Hex
beforeEach(async () => {
  chain = await openTestChain()
  const hash = await chain.wallet.deployContract({ abi: probeAbi, bytecode: compileProbe() })
  probe = (await chain.client.getTransactionReceipt({ hash })).contractAddress as Hex
})
afterEach(async () => {
  await chain.close()
  expect(chain.errors).toEqual([])
})

const store = encodeFunctionData({ abi: probeAbi, functionName: 'store', args: [1n, 42n] })
const send = (request: Record<string, unknown>) => chain.rpc('eth_sendTransaction', request) as Promise<Hex>
const readStored = () =>
  chain.client.readContract({ address: probe, abi: probeAbi, functionName: 'values', args: [1n] })

/** The probe, made rich, calls itself. */
const sendFromContract = async (): Promise<Hex> => {
  await chain.rpc('hardhat_setBalance', probe, `0x${ONE_ETHER.toString(16)}`)
  await chain.rpc('hardhat_impersonateAccount', probe)
  return send({ from: probe, to: probe, data: store })
}

test('sends for an account without its key while it is impersonated', async () => {
  const request = { from: bob.address, to: carol.address, value: '0x7' }
  await expect(send(request)).rejects.toMatchObject({ code: 4100 })
  await chain.rpc('anvil_impersonateAccount', bob.address)
  const hash = await send(request)
  expect(await chain.client.getTransaction({ hash })).toMatchObject({
    from: bob.address.toLowerCase(),
    type: 'eip1559',
    nonce: 0,
    r: bob.address.toLowerCase().replace(/^0x0*/, '0x'),
    s: '0x0',
  })
  expect((await chain.client.getTransactionReceipt({ hash })).from).toBe(bob.address.toLowerCase())
  await chain.rpc('anvil_stopImpersonatingAccount', bob.address)
  await expect(send(request)).rejects.toMatchObject({ code: 4100 })
})

test('sends for a contract, and pays from it', async () => {
  const hash = await sendFromContract()
  const { logs, status, effectiveGasPrice, gasUsed } = await chain.client.getTransactionReceipt({ hash })
  expect(status).toBe('success')
  expect(logs).toMatchObject([
    { address: probe, topics: [expect.anything(), `0x${'0'.repeat(24)}${probe.slice(2)}`, expect.anything()] },
  ])
  expect(await readStored()).toBe(42n)
  expect(await chain.client.getTransactionCount({ address: probe })).toBe(2)
  expect(await chain.client.getBalance({ address: probe })).toBe(ONE_ETHER - gasUsed * effectiveGasPrice)
})

test('keeps the code of the contract it sent for', async () => {
  const code = await chain.client.getCode({ address: probe })
  await sendFromContract()
  expect(await chain.client.getCode({ address: probe })).toBe(code)
})

test('sends from everyone while told to', async () => {
  await chain.rpc('anvil_autoImpersonateAccount', true)
  for (const { address } of [bob, carol]) await send({ from: address, to: dave.address, value: '0x1' })
  await chain.rpc('anvil_autoImpersonateAccount', false)
  await expect(send({ from: bob.address, to: dave.address })).rejects.toMatchObject({ code: 4100 })
  expect(await chain.client.getBalance({ address: dave.address })).toBe(2n)
})

test('sends for the zero address, whose number is 0', async () => {
  const zero = `0x${'0'.repeat(40)}` as const
  await chain.rpc('anvil_setBalance', zero, `0x${ONE_ETHER.toString(16)}`)
  const hash = await chain.rpc('eth_sendUnsignedTransaction', { from: zero, to: dave.address, value: '0x5' })
  expect(await chain.client.getTransaction({ hash: hash as Hex })).toMatchObject({ from: zero, value: 5n })
})

test('sends one unsigned transaction of whomever it names', async () => {
  await chain.rpc('eth_sendUnsignedTransaction', { from: carol.address, to: dave.address, value: '0x5' })
  expect(await chain.client.getBalance({ address: dave.address })).toBe(5n)
})

test('sends authorizations of others along', async () => {
  const { r, s, yParity } = await bob.signAuthorization({ address: probe, chainId: 731_337, nonce: 0 })
  const authorization = { chainId: '0xb28c9', address: probe, nonce: '0x0', yParity: `0x${yParity}`, r, s }
  await chain.rpc('anvil_impersonateAccount', carol.address)
  await send({ from: carol.address, to: bob.address, data: store, authorizationList: [authorization] })
  expect(await chain.client.getCode({ address: bob.address })).toBe(`0xef0100${probe.slice(2)}`)
})

test('tells two senders of the same transaction apart', async () => {
  await chain.rpc('evm_setAutomine', false)
  await chain.rpc('anvil_autoImpersonateAccount', true)
  const hashes = await Promise.all([bob, carol].map(({ address }) => send({ from: address, to: dave.address })))
  expect(new Set(hashes).size).toBe(2)
  await chain.rpc('evm_mine')
  const receipts = await Promise.all(hashes.map((hash) => chain.client.getTransactionReceipt({ hash })))
  expect(receipts.map(({ from }) => from)).toEqual([bob, carol].map(({ address }) => address.toLowerCase()))
})

test('refuses the same bytes from outside', async () => {
  const hash = await sendFromContract()
  const raw = chain.chain.store.getTransaction(fromHex(hash))?.raw as Uint8Array
  await chain.rpc('anvil_rollback', 1)
  await expect(chain.rpc('eth_sendRawTransaction', toHex(raw))).rejects.toThrow('invalid sender')
  expect(await readStored()).toBe(0n)
})

test('refuses a block with such a transaction', async () => {
  await chain.rpc('anvil_impersonateAccount', alice.address)
  await send({ from: alice.address, to: bob.address, value: '0x1' })
  const block = (await chain.rpc('debug_getRawBlock', 'latest')) as Hex
  await chain.rpc('anvil_rollback', 1)
  await expect(chain.chain.importBlock(fromHex(block))).rejects.toThrow(InvalidBlockError)
  await expect(chain.chain.importBlock(fromHex(block))).rejects.toThrow('invalid sender')
})

test('traces what it sent, again and again', async () => {
  const hash = await sendFromContract()
  const trace = () =>
    chain.rpc('debug_traceTransaction', hash, { tracer: 'callTracer', tracerConfig: { withLog: true } })
  const first = await trace()
  expect(first).toMatchObject({ from: probe, to: probe, input: store, logs: [{ address: probe }] })
  await chain.wallet.sendTransaction({ to: bob.address })
  expect(await trace()).toEqual(first)
})

test('reads it again from the file', async () => {
  const hash = await sendFromContract()
  const read = async ({ client, rpc }: Pick<TestChain, 'client' | 'rpc'>) => ({
    transaction: await client.getTransaction({ hash }),
    receipt: await client.getTransactionReceipt({ hash }),
    trace: await rpc('debug_traceTransaction', hash, {}),
  })
  const before = await read(chain)
  await chain.chain.close()
  const reopened = await openTestChain({ file: chain.file })
  expect(await read(reopened)).toEqual(before)
  await reopened.close()
})

test('estimates and refuses as for any sender', async () => {
  await chain.rpc('anvil_impersonateAccount', dave.address)
  const pay = { from: dave.address, to: bob.address, value: '0x1', gas: '0x5208' }
  await expect(send(pay)).rejects.toThrow('insufficient funds')
  await expect(send({ ...pay, blobs: [`0x${'00'.repeat(131_072)}`] })).rejects.toMatchObject({ code: -32602 })
  await expect(send({ from: dave.address, to: bob.address, gas: '0x5207' })).rejects.toThrow('intrinsic gas too low')
})
