import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { treasuryRegistryAbi } from '../../../contracts/generated/TreasuryRegistry.ts'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import { createPracticeChain } from '../../builders/createPracticeChain.ts'
import { type AccountProof, deployProofVerifier, flips, tamperings } from './proofClient.ts'

const open = async () => {
  const practice = await createPracticeChain()
  const { agent } = practice.accounts
  const verifier = await deployProofVerifier(practice.provider.request, practice.chain.chainId, agent.account)
  return { practice, verifier }
}

let desk: Awaited<ReturnType<typeof open>>
let block: bigint
let header: Hex
let proof: AccountProof
let token: Hex
let registry: Hex

/** Where the registry keeps a treasury's clean price: the eighth slot of its record. */
const priceSlot = (of: Hex): Hex => {
  const base = '0x93abe33c9ca5394009178a5c73da187187ff70461b9ad68a03b513c21e407b00'
  const record = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [of, base]))
  return toHex(hexToBigInt(record) + 7n, { size: 32 })
}

const setPrice = async (price: bigint): Promise<bigint> => {
  const { client, wallet } = desk.verifier
  const observedAt = (await client.getBlock()).timestamp
  const hash = await wallet.writeContract({
    address: registry,
    abi: treasuryRegistryAbi,
    functionName: 'updatePrice',
    args: [token, price, observedAt],
  })
  return (await client.waitForTransactionReceipt({ hash })).blockNumber
}

beforeAll(async () => {
  desk = await open()
  registry = desk.practice.addresses.registry
  token = desk.practice.addresses.treasuryTokens[0] as Hex
  const { wallet } = desk.verifier
  await wallet.writeContract({
    address: registry,
    abi: treasuryRegistryAbi,
    functionName: 'grantRole',
    args: [keccak256(toHex('PRICER_ROLE')), desk.practice.accounts.agent.account.address],
  })
  block = await setPrice(98_765_432n)
  await setPrice(97_000_000n)
  // Beyond the reach of BLOCKHASH.
  await desk.practice.provider.request({ method: 'hardhat_mine', params: ['0x110'] })
  header = await desk.verifier.header(block)
  proof = await desk.verifier.prove(registry, [priceSlot(token)], block)
}, 60_000)
afterAll(() => desk.practice.close())

const priceAt = (head: Hex, account: readonly Hex[], slot: readonly Hex[]): Promise<unknown> =>
  desk.verifier.read('slotAt', head, registry, priceSlot(token), account, slot)
const slotProof = (): readonly Hex[] => proof.storageProof[0]?.proof ?? []

test('proves the price of an old block, not the one that came after', async () => {
  expect(await priceAt(header, proof.accountProof, slotProof())).toBe(98_765_432n)
})

test('proves the ether an account had at an old block', async () => {
  const { address } = desk.practice.accounts.agent.account
  const then = await desk.verifier.prove(address, [], block)
  const read = await desk.verifier.read('accountAt', header, address, then.accountProof)
  expect(read).toEqual([true, expect.objectContaining({ balance: hexToBigInt(then.balance) })])
})

test('proves a holder’s tokens at an old block, and that a slot nobody wrote was empty', async () => {
  const holder = desk.practice.accounts.trader.account.address
  // ERC20's balances are the first variable of the token.
  const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [holder, 0n]))
  const unwritten = keccak256(slot)
  const balance = await desk.verifier.client.readContract({
    address: token,
    abi: treasuryTokenAbi,
    functionName: 'balanceOf',
    args: [holder],
  })
  const then = await desk.verifier.prove(token, [slot, unwritten], block)
  const values = await Promise.all(
    [slot, unwritten].map((each, index) =>
      desk.verifier.read('slotAt', header, token, each, then.accountProof, then.storageProof[index]?.proof),
    ),
  )
  expect(values).toEqual([balance, 0n])
})

test('refuses a header with any byte changed', async () => {
  for (const changed of flips(header, 7)) {
    await expect(priceAt(changed, proof.accountProof, slotProof())).rejects.toThrow()
  }
})

test('refuses a proof with any node changed, missing or repeated', async () => {
  for (const changed of tamperings(proof.accountProof, 23)) {
    await expect(priceAt(header, changed, slotProof())).rejects.toThrow()
  }
  for (const changed of tamperings(slotProof(), 11)) {
    await expect(priceAt(header, proof.accountProof, changed)).rejects.toThrow()
  }
})

test('refuses the header of a block that is not the chain’s', async () => {
  await expect(priceAt(await desk.verifier.header(block + 1n), proof.accountProof, slotProof())).rejects.toThrow()
})

test('anchors an old block by what a newer state remembers of it', async () => {
  const [history, newer] = ['0x0000F90827F1C53a10cb7A02335B175320002935', block + 100n] as const
  const named = await desk.verifier.prove(history, [toHex(block % 8_191n, { size: 32 })], newer)
  const { status } = await desk.verifier.write('anchorByHistory', await desk.verifier.header(newer), header, {
    account: named.accountProof,
    slot: named.storageProof[0]?.proof,
  })
  expect(status).toBe('success')
})
