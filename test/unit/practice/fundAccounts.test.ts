import { privateKeyToAddress } from 'viem/accounts'
import { expect, test } from 'vitest'
import { fundAccounts } from '../../../engine/practice/fundAccounts.ts'
import { derivePracticeAccounts, deriveUnlockedKeys } from '../../../engine/practice/practiceAccounts.ts'
import { bob, dave, ONE_ETHER, openTestChain } from '../chain/openTestChain.ts'

const seed = `0x${'42'.repeat(32)}` as const

test('derives ten unlocked accounts of a desk, apart from its parties', () => {
  const addresses = deriveUnlockedKeys(seed).map(privateKeyToAddress)
  const parties = Object.values(derivePracticeAccounts(seed)).map(({ account }) => account.address)
  expect(new Set([...addresses, ...parties]).size).toBe(17)
  expect(deriveUnlockedKeys(seed)).toEqual(deriveUnlockedKeys(seed))
  expect(deriveUnlockedKeys(`0x${'43'.repeat(32)}`)).not.toContain(deriveUnlockedKeys(seed)[0])
})

test('funds unlocked accounts once, and leaves alone what others have', async () => {
  const chain = await openTestChain({ unlockedKeys: deriveUnlockedKeys(seed) })
  const accounts = (await chain.rpc('eth_accounts')) as `0x${string}`[]
  const balanceOf = (address: `0x${string}`) => chain.client.getBalance({ address })
  await fundAccounts(chain.provider, [...accounts, bob.address])
  expect(await Promise.all(accounts.map(balanceOf))).toEqual(accounts.map(() => 10_000n * ONE_ETHER))
  expect(await balanceOf(bob.address)).toBe(1_000n * ONE_ETHER)

  const [first] = accounts
  await chain.rpc('eth_sendTransaction', { from: first, to: dave.address, value: '0x1' })
  await chain.rpc('anvil_setBalance', first, '0x0')
  await fundAccounts(chain.provider, accounts)
  expect(await balanceOf(first as `0x${string}`)).toBe(0n)
  await chain.close()
})
