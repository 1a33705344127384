import {
  type Abi,
  type Address,
  createWalletClient,
  custom,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  parseUnits,
  stringToHex,
  toBytes,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect } from 'vitest'
import { historyVerifierAbi, historyVerifierBytecode } from '../../../contracts/generated/HistoryVerifier.ts'
import type { NewTreasury } from '../../../engine/api/treasury.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { createAccountSender } from '../../../engine/treasury/clients/createAccountSender.ts'
import { createContractClient, createReader } from '../../../engine/treasury/clients/createContractClient.ts'
import { createSetClients } from '../../../engine/treasury/clients/createSetClients.ts'
import { createTreasuryService } from '../../../engine/treasury/createTreasuryService.ts'
import { openDocumentStore } from '../../../engine/treasury/documents/openDocumentStore.ts'
import { createTreasuryHistory } from '../../../engine/treasury/history/createTreasuryHistory.ts'
import { readProof } from '../../../engine/treasury/history/readProof.ts'
import { deployTreasurySet, roleId } from '../../builders/deployTreasurySet.ts'

const accountOf = (name: string) => privateKeyToAccount(keccak256(toBytes(`history ${name}`)))
const [issuer, alice, bob] = [accountOf('issuer'), accountOf('alice'), accountOf('bob')]
/** Accounts that send transactions; each needs ether. */
export const historyAccounts: readonly Address[] = [issuer.address, alice.address]
/** The first block is of the issue day. */
export const historyStartS = Date.parse('2029-01-15T00:00:00Z') / 1000

const HISTORY_CONTRACT = '0x0000F90827F1C53a10cb7A02335B175320002935'
const WINDOW = 8_191n
/** Beyond the reach of the BLOCKHASH instruction. */
const BLOCKS_LATER = 280
const whole = (amount: string): bigint => parseUnits(amount, 6)
const pledged = stringToHex('pledged', { size: 32 })
const unrestricted = stringToHex('unrestricted', { size: 32 })

const bill: NewTreasury = {
  name: 'History Bill 2029',
  symbol: 'HIB-29',
  isin: 'XQ0HIST29018',
  kind: 'bill',
  currency: 'USD',
  issueDate: '2029-01-15',
  maturityDate: '2029-07-16',
  dayCount: 'ACT/360',
  couponsPerYear: 0,
  couponRate: 0,
  faceValue: whole('100'),
  issuePrice: whole('98'),
  documentHash: keccak256('0x'),
}

/**
 * A treasury with a past, on a network that has development methods: prices, statuses, balances change, blocks pass. Then the
 * verifier on that chain is asked what was, with proofs of the network's own node, and refuses what wasn't.
 */
export const runHistory = async (provider: EthereumProvider, chainId: number): Promise<void> => {
  const documents = openDocumentStore(':memory:')
  try {
    await live(provider, chainId, documents)
  } finally {
    documents.close()
  }
}

const deployVerifier = async (provider: EthereumProvider): Promise<Address> => {
  const wallet = createWalletClient({ account: issuer, transport: custom(provider, { retryCount: 0 }) })
  const hash = await wallet.deployContract({ abi: historyVerifierAbi, bytecode: historyVerifierBytecode, chain: null })
  const { contractAddress } = await createReader(provider).waitForTransactionReceipt({ hash, pollingInterval: 20 })
  if (!contractAddress) throw new Error('The verifier was not deployed.')
  return contractAddress
}

const live = async (
  provider: EthereumProvider,
  chainId: number,
  documents: ReturnType<typeof openDocumentStore>,
): Promise<void> => {
  const reader = createReader(provider)
  const verifier = await deployVerifier(provider)
  const addresses = await deployTreasurySet(provider, issuer)
  const network = { id: 'history', name: 'History', chainId, provider, addresses }
  const clients = createSetClients(network)
  const sender = createAccountSender(network, issuer)
  const service = createTreasuryService({ network, clients, sender, documents })
  const history = createTreasuryHistory({ provider, verifier, registry: addresses.registry })
  const send = async (
    { address, abi }: { readonly address: Address; readonly abi: Abi | readonly unknown[] },
    functionName: string,
    args: readonly unknown[],
    from = sender,
  ): Promise<bigint> => {
    const data = encodeFunctionData({ abi: abi as Abi, functionName, args })
    return (await from.send({ to: address, data })).blockNumber
  }
  const priceAt = async (clean: bigint) => {
    await provider.request({ method: 'evm_increaseTime', params: [60] })
    await provider.request({ method: 'evm_mine', params: [] })
    const observedAtS = Number((await reader.getBlock()).timestamp)
    await service.updatePrice(token, clean, observedAtS)
    return { block: await reader.getBlockNumber(), price: { clean, observedAtS } }
  }

  const beforeAll = await reader.getBlockNumber()
  await send(clients.registry, 'setIssuer', [issuer.address, true])
  await send(clients.compliance, 'grantRole', [roleId('AGENT_ROLE'), issuer.address])
  await send(clients.compliance, 'setAgent', [issuer.address, agentRights, []])
  for (const { address } of [alice, bob]) await send(clients.compliance, 'setInvestor', [address, investor])
  const { token } = await service.create(bill)
  const tokenClient = clients.tokenAt(token)
  await send(tokenClient, 'grantRole', [roleId('CONTROLLER_ROLE'), issuer.address])
  const announced = await reader.getBlockNumber()
  await service.setStatus(token, 'active')
  await send(tokenClient, 'definePartition', [pledged, 7])
  await send(tokenClient, 'issue', [alice.address, whole('600')])
  const first = await priceAt(whole('98.25'))
  await send(tokenClient, 'transfer', [bob.address, whole('150')], createAccountSender(network, alice))
  await send(tokenClient, 'changePartition', [unrestricted, pledged, whole('50')], createAccountSender(network, alice))
  await send(tokenClient, 'setFrozenAmount', [pledged, alice.address, whole('20')])
  const second = await priceAt(whole('98.5'))
  await service.setStatus(token, 'suspended')
  const suspended = await reader.getBlockNumber()
  await provider.request({ method: 'hardhat_mine', params: [numberToHex(BLOCKS_LATER)] })
  await priceAt(whole('99'))

  // Status and price.
  const timeOf = async (block: bigint) => Number((await reader.getBlock({ blockNumber: block })).timestamp)
  const facts = async (block: bigint) => ({ blockNumber: block, timestampS: await timeOf(block) })
  expect(await history.treasuryAt(token, announced)).toEqual({ ...(await facts(announced)), status: 'announced' })
  for (const { block, price } of [first, second]) {
    expect(await history.treasuryAt(token, block)).toEqual({ ...(await facts(block)), status: 'active', price })
  }
  expect(await history.treasuryAt(token, suspended)).toMatchObject({ status: 'suspended', price: second.price })
  await expect(history.treasuryAt(token, beforeAll)).rejects.toMatchObject({
    code: 'contract/reverted',
    facts: { error: 'NotListedThen', token, blockNumber: beforeAll },
  })
  await expect(history.treasuryAt(verifier, suspended)).rejects.toMatchObject({ facts: { error: 'NotListedThen' } })

  // Balances: before the token was there, of one who had nothing, in a partition and in all; and of what is no token.
  const balance = async (account: Address, block: bigint, partition?: number) => {
    const past = await history.balanceAt(token, account, block, partition)
    expect(past).toMatchObject(await facts(block))
    return [past.balance, past.locked]
  }
  expect(await balance(alice.address, beforeAll)).toEqual([0n, 0n])
  expect(await balance(alice.address, first.block)).toEqual([whole('600'), 0n])
  expect(await balance(bob.address, first.block)).toEqual([0n, 0n])
  expect(await balance(bob.address, second.block)).toEqual([whole('150'), 0n])
  expect(await balance(alice.address, second.block)).toEqual([whole('400'), 0n])
  expect(await balance(alice.address, second.block, 1)).toEqual([whole('50'), whole('20')])
  expect(await history.totalBalanceAt(token, alice.address, second.block)).toEqual({
    ...(await facts(second.block)),
    balance: await tokenClient.read.totalBalanceOf([alice.address]),
    locked: whole('20'),
  })
  // An account without storage: what nodes answer of an empty trie differs.
  expect((await history.balanceAt(alice.address, bob.address, first.block)).balance).toBe(0n)
  expect((await history.totalBalanceAt(verifier, bob.address, first.block)).balance).toBe(0n)

  // A node that lies: another block's proof, another block's state under this one's number.
  const contract = createContractClient(provider, verifier, historyVerifierAbi)
  const slot = await contract.read.treasurySlot([token])
  const header = await history.headerOf(first.block)
  const other = await readProof(provider, addresses.registry, [slot], second.block)
  const stale = { header, account: other.account, slot: other.slots[0] ?? [] }
  await expect(contract.read.treasuryAt([addresses.registry, token, stale])).rejects.toMatchObject({
    facts: { error: 'WrongNode', index: 0n },
  })
  const forged = { ...stale, header: withStateRootOf(header, await history.headerOf(second.block)) }
  await expect(contract.read.treasuryAt([addresses.registry, token, forged])).rejects.toMatchObject({
    facts: { error: 'UntrustedHeader', number: first.block, hash: keccak256(forged.header) },
  })

  // Anchored: directly, by the blocks after it, and by what a later state remembers of it.
  const headerOf = (offset: bigint) => history.headerOf(first.block + offset)
  await send(contract, 'anchor', [header])
  expect(await contract.read.anchorOf([first.block])).toBe(keccak256(header))
  await send(contract, 'anchorByParents', [await Promise.all([3n, 2n, 1n].map(headerOf))])
  expect(await contract.read.anchorOf([first.block + 1n])).toBe(keccak256(await headerOf(1n)))
  const remembered = numberToHex((first.block + 2n) % WINDOW, { size: 32 })
  const proof = await readProof(provider, HISTORY_CONTRACT, [remembered], suspended + 100n)
  await send(contract, 'anchorByHistory', [
    await history.headerOf(suspended + 100n),
    await headerOf(2n),
    { account: proof.account, slot: proof.slots[0] },
  ])
  expect(await contract.read.anchorOf([first.block + 2n])).toBe(keccak256(await headerOf(2n)))
}

/** A header with another's state root: the fourth field, after two words and an address with their prefixes. */
const withStateRootOf = (header: Hex, other: Hex): Hex => {
  const start = 2 + 2 * (3 + 33 + 33 + 21)
  return `${header.slice(0, start)}${other.slice(start, start + 66)}${header.slice(start + 66)}` as Hex
}

/** All rights of an agent, over every country and class, without an end. */
const agentRights = { rights: 7, maxClass: 2, anyCountry: true, expiry: 2n ** 64n - 1n }

const investor = {
  status: 1,
  class: 2,
  country: stringToHex('US', { size: 2 }),
  expiry: 2n ** 63n,
  identityHash: keccak256('0x01'),
}
