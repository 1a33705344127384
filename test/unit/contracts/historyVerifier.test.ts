import { type Address, createWalletClient, custom, encodeFunctionData, type Hex, keccak256, toBytes, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { historyVerifierAbi, historyVerifierBytecode } from '../../../contracts/generated/HistoryVerifier.ts'
import { createAccountSender } from '../../../engine/treasury/clients/createAccountSender.ts'
import { createContractClient, createReader } from '../../../engine/treasury/clients/createContractClient.ts'
import { createSetClients } from '../../../engine/treasury/clients/createSetClients.ts'
import { createTreasuryService } from '../../../engine/treasury/createTreasuryService.ts'
import { openDocumentStore } from '../../../engine/treasury/documents/openDocumentStore.ts'
import { readProof } from '../../../engine/treasury/history/readProof.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { deployTreasurySet } from '../../builders/deployTreasurySet.ts'
import { flips, tamperings } from './proofClient.ts'

const issuer = privateKeyToAccount(keccak256(toBytes('history verifier')))
const clean = 98_765_432n
const startS = Date.parse('2029-01-15T00:00:00Z') / 1000

/** A registered bill with one price, and later another; what proves the first. */
const open = async () => {
  const { provider, close } = await createTestChain({ rich: [issuer.address], timestampS: startS, chainId: 31_337 })
  const addresses = await deployTreasurySet(provider, issuer)
  const network = { id: 'unit', name: 'Unit', chainId: 31_337, provider, addresses }
  const [clients, sender, documents] = [
    createSetClients(network),
    createAccountSender(network, issuer),
    openDocumentStore(':memory:'),
  ]
  const service = createTreasuryService({ network, clients, sender, documents })
  const data = encodeFunctionData({
    abi: clients.registry.abi,
    functionName: 'setIssuer',
    args: [issuer.address, true],
  })
  await sender.send({ to: addresses.registry, data })
  const { token } = await service.create({
    name: 'Bill',
    symbol: 'BILL',
    isin: 'XQ0UNIT29012',
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
  const wallet = createWalletClient({ account: issuer, transport: custom(provider, { retryCount: 0 }) })
  const hash = await wallet.deployContract({ abi: historyVerifierAbi, bytecode: historyVerifierBytecode, chain: null })
  const reader = createReader(provider)
  const { contractAddress } = await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 })
  const verifier = createContractClient(provider, contractAddress as Address, historyVerifierAbi)

  await service.updatePrice(token, clean, Number((await reader.getBlock()).timestamp))
  const block = await reader.getBlockNumber()
  await service.updatePrice(token, clean + 1n, Number((await reader.getBlock()).timestamp))
  const slot = await verifier.read.treasurySlot([token])
  const proofs = await readProof(provider, addresses.registry, [slot], block)
  const header = async (number: bigint) =>
    (await provider.request({ method: 'debug_getRawHeader', params: [toHex(number)] })) as Hex
  const proof = { header: await header(block), account: proofs.account, slot: proofs.slots[0] ?? [] }
  const treasuryAt = (changed: Partial<typeof proof>) =>
    verifier.read.treasuryAt([addresses.registry, token, { ...proof, ...changed }])
  return { treasuryAt, proof, block, header, close: () => close().finally(documents.close) }
}

let desk: Awaited<ReturnType<typeof open>>
beforeAll(async () => {
  desk = await open()
}, 60_000)
afterAll(() => desk.close())

const refused = expect.objectContaining({ code: 'contract/reverted' })

test('proves the price of an old block, not the one that came after', async () => {
  expect(await desk.treasuryAt({})).toMatchObject({ blockNumber: desk.block, cleanPrice: clean })
})

test('refuses a header with any byte changed', async () => {
  for (const header of flips(desk.proof.header, 7)) await expect(desk.treasuryAt({ header })).rejects.toEqual(refused)
})

test('refuses a proof with any node changed, missing or repeated', async () => {
  for (const account of tamperings(desk.proof.account, 23)) {
    await expect(desk.treasuryAt({ account })).rejects.toEqual(refused)
  }
  for (const slot of tamperings(desk.proof.slot, 11)) await expect(desk.treasuryAt({ slot })).rejects.toEqual(refused)
})

test('refuses the header of another block', async () => {
  for (const other of [desk.block - 1n, desk.block + 1n]) {
    await expect(desk.treasuryAt({ header: await desk.header(other) })).rejects.toEqual(refused)
  }
})
