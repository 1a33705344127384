import { hashTypedData, isAddressEqual, maxUint256 } from 'viem'
import type { Market } from '../../../../engine/api/marketData.ts'
import { permitTypedData } from '../../../../engine/api/permit.ts'
import type { PreparedOnboarding } from '../../../../engine/api/practice.ts'
import type { ContractEntry } from '../../../../engine/api/system.ts'

/** What a prepared request is held against: what this window knows without it. */
export interface OnboardingExpectation {
  readonly account: string
  readonly chainId: number
  readonly contracts: readonly ContractEntry[]
  readonly markets: readonly Market[]
}

/**
 * Everything in which prepared permits differ from the account they are for, from the network and contracts shown, or from their own
 * digests (EIP-712, computed here). An empty list means: what is on the screen is what would be signed.
 */
export function listOnboardingMismatches(
  { account, effects, permits }: PreparedOnboarding,
  expected: OnboardingExpectation,
): string[] {
  const isExpected = (address: string) => isAddressEqual(address as `0x${string}`, expected.account as `0x${string}`)
  const module = expected.contracts.find(({ name }) => name === 'TradingModule')?.address
  const tokens = new Set(expected.markets.flatMap((market) => [market.settlementToken.address, market.treasury.token]))
  const named = new Set(permits.map(({ token }) => token))
  const checks: readonly [boolean, string][] = [
    [
      [account, ...permits.map(({ owner }) => owner), ...effects.map((e) => e.account)].every(isExpected),
      'the account',
    ],
    [permits.every(({ domain }) => domain.chainId === expected.chainId), 'the network'],
    [permits.every(({ spender }) => spender === module), 'the spender'],
    [named.size === permits.length && named.symmetricDifference(tokens).size === 0, 'the tokens'],
    [permits.every(({ value }) => value === maxUint256), 'the amounts'],
    [permits.every((permit) => hashTypedData(permitTypedData(permit)) === permit.digest), 'the digests'],
  ]
  return checks.flatMap(([holds, what]) => (holds ? [] : [what]))
}
