import { bls12_381 } from '@noble/curves/bls12-381.js'
import {
  type Abi,
  type Address,
  createWalletClient,
  custom,
  encodeFunctionData,
  hexToBigInt,
  hexToBytes,
  keccak256,
  toBytes,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAccountSender } from '../../../engine/treasury/clients/createAccountSender.ts'
import { createReader } from '../../../engine/treasury/clients/createContractClient.ts'
import { createSetClients } from '../../../engine/treasury/clients/createSetClients.ts'
import { createTreasuryService } from '../../../engine/treasury/createTreasuryService.ts'
import { openDocumentStore } from '../../../engine/treasury/documents/openDocumentStore.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { deployTreasurySet } from '../../builders/deployTreasurySet.ts'

// The committee of a deployed set on the embedded chain, whose members are another implementation of BLS (@noble/curves).

const { longSignatures: scheme } = bls12_381
const signatureDomain = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'
const possessionDomain = 'BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'
type Signature = ReturnType<typeof scheme.sign>

/** A coordinate of 381 bits in two words. */
const halves = (value: bigint) => [value >> 256n, value & (2n ** 256n - 1n)] as const
const toKey = (point: ReturnType<typeof scheme.getPublicKey>) => {
  const { x, y } = point.toAffine()
  const [[xHigh, xLow], [yHigh, yLow]] = [halves(x), halves(y)]
  return { xHigh, xLow, yHigh, yLow }
}
const toSignature = (point: Signature) => {
  const { x, y } = point.toAffine()
  const [[x0High, x0Low], [x1High, x1Low]] = [halves(x.c0), halves(x.c1)]
  const [[y0High, y0Low], [y1High, y1Low]] = [halves(y.c0), halves(y.c1)]
  return { x0High, x0Low, x1High, x1Low, y0High, y0Low, y1High, y1Low }
}

const createMember = (name: string) => {
  const scalar = hexToBigInt(keccak256(toBytes(name))) % bls12_381.fields.Fr.ORDER
  const secret = hexToBytes(`0x${scalar.toString(16).padStart(64, '0')}`)
  const publicKey = scheme.getPublicKey(secret)
  const sign = (message: Uint8Array, domain: string) => scheme.sign(scheme.hash(message, domain), secret)
  return {
    key: toKey(publicKey),
    possession: toSignature(sign(publicKey.toBytes(), possessionDomain)),
    sign: (message: Uint8Array) => sign(message, signatureDomain),
  }
}

const members = ['first', 'second', 'third'].map(createMember)
const issuer = privateKeyToAccount(keccak256(toBytes('price committee')))

const open = async () => {
  const timestampS = Date.parse('2029-01-15T00:00:00Z') / 1000
  const { provider, close } = await createTestChain({ rich: [issuer.address], timestampS, chainId: 31_337 })
  const addresses = await deployTreasurySet(provider, issuer)
  const network = { id: 'unit', name: 'Unit', chainId: 31_337, provider, addresses }
  const clients = createSetClients(network)
  const sender = createAccountSender(network, issuer)
  const documents = openDocumentStore(':memory:')
  const send = (
    { address, abi }: { readonly address: Address; readonly abi: Abi | readonly unknown[] },
    functionName: string,
    args: readonly unknown[],
  ) => sender.send({ to: address, data: encodeFunctionData({ abi: abi as Abi, functionName, args }) })
  await send(clients.registry, 'setIssuer', [issuer.address, true])
  const { token } = await createTreasuryService({ network, clients, sender, documents }).create({
    name: 'Bill',
    symbol: 'BILL',
    isin: 'XQ0UNIT29020',
    kind: 'bill',
    currency: 'USD',
    issueDate: '2029-01-15',
    maturityDate: '2029-07-16',
    dayCount: 'ACT/360',
    couponsPerYear: 0,
    couponRate: 0,
    faceValue: 100_000_000n,
    issuePrice: 98_000_000n,
    documentHash: keccak256('0x'),
  })
  const committee = clients.priceCommittee
  const reader = createReader(provider)
  const wallet = createWalletClient({ account: issuer, transport: custom(provider, { retryCount: 0 }) })
  /** Pairings take the engine's EVM a while: no estimate, which would run them many times. */
  const sendOnce = async (functionName: string, args: readonly unknown[]): Promise<void> => {
    const data = encodeFunctionData({ abi: committee.abi as Abi, functionName, args })
    const hash = await wallet.sendTransaction({ to: committee.address, data, gas: 2_000_000n, chain: null })
    const { status } = await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 })
    if (status !== 'success') throw new Error(`${functionName} failed.`)
  }
  for (const [index, { key, possession }] of members.entries()) {
    await sendOnce('addMember', [key, possession, Math.min(index + 1, 2)])
  }

  /** What is submitted for the members of a bitmap: `signers` is who signs. */
  const submissionOf = async (cleanPrice: bigint, bitmap: bigint, signers = bitmap) => {
    const { timestamp } = await reader.getBlock()
    const message = toBytes(await committee.read.messageOf([token, cleanPrice, timestamp]))
    const signed = members.filter((_, index) => (signers >> BigInt(index)) & 1n).map(({ sign }) => sign(message))
    const signature = toSignature(scheme.aggregateSignatures(signed))
    return [token, cleanPrice, timestamp, bitmap, signature] as const
  }
  const priceOf = async () => (await clients.registry.read.priceOf([token]))[0]
  return { committee, submissionOf, sendOnce, priceOf, close: () => close().finally(documents.close) }
}

let desk: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  desk = await open()
}, 60_000)
afterAll(() => desk.close())

test('the committee of a deployed set records what its members signed together', async () => {
  expect(await desk.committee.read.members()).toEqual(members.map(({ key }) => key))
  await desk.sendOnce('submitPrice', await desk.submissionOf(98_500_000n, 0b101n))
  expect(await desk.priceOf()).toBe(98_500_000n)
})

test.each([
  ['a signature is missing', 0b011n, 0b001n, 'InvalidSignature'],
  ['another member signed', 0b011n, 0b101n, 'InvalidSignature'],
  ['too few signed', 0b010n, 0b010n, 'BelowThreshold'],
  ['nobody has that place', 0b1011n, 0b011n, 'UnknownSigner'],
])('the committee records nothing when %s', async (_, bitmap, signers, error) => {
  const submission = await desk.submissionOf(98_700_000n, bitmap, signers)
  await expect(desk.committee.simulate.submitPrice(submission)).rejects.toMatchObject({
    code: 'contract/reverted',
    facts: { error },
  })
})
