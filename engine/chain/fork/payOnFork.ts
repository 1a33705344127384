import type { Address } from 'viem'
import { fromHex } from '../bytes.ts'
import type { Chain } from '../Chain.ts'
import type { Fork } from './openFork.ts'

const FUNDS_WEI = 10_000n * 10n ** 18n

/**
 * Gives 10,000 ETH to each address with the first block of a fork: on the other chain an unlocked account of ours has nothing to pay
 * gas with. Once there are blocks, what an account has is left alone.
 *
 * @throws Error what keeps the accounts from being fetched of the other chain
 */
export const payOnFork = async (
  chain: Pick<Chain, 'head' | 'changeAccounts'>,
  { point, base }: Fork,
  addresses: readonly Address[],
): Promise<void> => {
  if (addresses.length === 0 || chain.head().number !== point.number) return
  const accounts = addresses.map(fromHex)
  await base.fetch(accounts.map((address) => ({ address, slots: [] })))
  await chain.changeAccounts(accounts.map((address) => ({ address, balance: FUNDS_WEI })))
}
