import { encodeFunctionData, parseAbi, parseEther } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TerminalError } from '../../../engine/api/errors.ts'
import { Bytes32 } from '../../../engine/api/schemas.ts'
import type { CallContext, Services } from '../../../engine/api/services.ts'
import { createEthServices } from '../../../engine/networks/createEthServices.ts'
import { createTestChain } from '../../builders/createTestChain.ts'

const alice = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const bob = privateKeyToAccount(`0x${'22'.repeat(32)}`).address
const context: CallContext = { caller: { principal: 'test', role: 'trader' }, signal: new AbortController().signal }
const at = { network: 'practice', block: 'latest' } as const

let chain: Awaited<ReturnType<typeof createTestChain>>
let eth: Services['eth']
beforeAll(async () => {
  chain = await createTestChain({ rich: [alice.address], timestampS: 1_700_000_000 })
  eth = createEthServices((network) => {
    if (network === 'practice') return chain.provider
    throw new TerminalError('network/not-found', 'no such network')
  })
})
afterAll(() => chain.close())

const sign = (nonce: number, valueWei: bigint) =>
  alice.signTransaction({
    chainId: 731_337,
    nonce,
    to: bob,
    value: valueWei,
    gas: 21_000n,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 1n,
  })

test('sends a signed transaction and answers its receipt, and the balances after it', async () => {
  const signedTransaction = await sign(0, parseEther('2'))
  const sent = await eth.sendTransaction({ network: 'practice', signedTransaction }, context)
  const transactionHash = Bytes32.parse(sent.transactionHash)
  const receipt = await eth.getTransactionReceipt({ network: 'practice', transactionHash }, context)
  expect(receipt).toMatchObject({ status: 'success', from: alice.address, to: bob, gasUsed: 21_000n, blockNumber: 1 })
  expect(await eth.getBalance({ ...at, address: bob }, context)).toEqual({ balanceWei: parseEther('2') })
  expect(await eth.getBalance({ ...at, block: 0, address: bob }, context)).toEqual({ balanceWei: 0n })
  expect(await eth.getTransactionCount({ ...at, address: alice.address }, context)).toEqual({ transactionCount: 1 })
  expect(await eth.chainId({ network: 'practice' }, context)).toEqual({ chainId: 731_337 })
  expect(await eth.blockNumber({ network: 'practice' }, context)).toEqual({ blockNumber: 1 })
})

test('answers null for a transaction that is in no block', async () => {
  const transactionHash = `0x${'ab'.repeat(32)}` as const
  expect(await eth.getTransactionReceipt({ network: 'practice', transactionHash }, context)).toBeNull()
})

test('calls and estimates', async () => {
  const identity = '0x0000000000000000000000000000000000000004'
  expect(await eth.call({ ...at, to: identity, data: '0xc0ffee' }, context)).toEqual({ data: '0xc0ffee' })
  expect(await eth.estimateGas({ ...at, from: alice.address, to: bob, valueWei: 1n }, context)).toEqual({
    gas: 21_000n,
  })
})

test('tells a refusal, a revert and an unknown network apart', async () => {
  const replay = await sign(0, 1n)
  await expect(eth.sendTransaction({ network: 'practice', signedTransaction: replay }, context)).rejects.toMatchObject({
    code: 'chain/rejected',
  })
  // PUSH0 PUSH0 REVERT, as a contract's creation code
  await expect(eth.call({ ...at, data: '0x5f5ffd' }, context)).rejects.toMatchObject({
    code: 'chain/reverted',
    facts: { data: '0x' },
  })
  await expect(eth.chainId({ network: 'nowhere' }, context)).rejects.toMatchObject({ code: 'network/not-found' })
  const data = encodeFunctionData({ abi: parseAbi(['function a()']), functionName: 'a' })
  expect(await eth.call({ ...at, to: bob, data }, context)).toEqual({ data: '0x' })
})
