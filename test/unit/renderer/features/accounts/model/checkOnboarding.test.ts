import { getAddress, hashTypedData, maxUint256 } from 'viem'
import { expect, test } from 'vitest'
import { type Permit, permitTypedData } from '../../../../../../engine/api/permit.ts'
import type { PreparedOnboarding } from '../../../../../../engine/api/practice.ts'
import { listOnboardingMismatches } from '../../../../../../renderer/features/accounts/model/checkOnboarding.ts'
import { buildMarket } from '../../../builders.ts'

const account = getAddress(`0x${'11'.repeat(20)}`)
const other = getAddress(`0x${'22'.repeat(20)}`)
const spender = getAddress(`0x${'cc'.repeat(20)}`)

const permitFor = (token: string, changes: Partial<Permit> = {}): Permit => {
  const permit = {
    token: getAddress(token),
    symbol: 'T',
    domain: { name: 'Token', version: '1', chainId: 731_337 },
    owner: account,
    spender,
    value: maxUint256,
    nonce: 0n,
    deadline: 1_800_000_000,
    ...changes,
  }
  return { ...permit, digest: hashTypedData(permitTypedData(permit)) }
}
const market = buildMarket()
const cash = market.settlementToken.address
const permits = [permitFor(cash), permitFor(market.treasury.token)]
const prepared: PreparedOnboarding = {
  requestId: 'one',
  account,
  effects: [{ account, asset: getAddress(cash), symbol: 'pUSD', decimals: 6, change: 1n }],
  permits,
}
const expected = {
  account,
  chainId: 731_337,
  contracts: [{ name: 'TradingModule', address: spender }],
  markets: [market],
}
const withPermit = (permit: Permit): Partial<PreparedOnboarding> => ({ permits: permits.with(1, permit) })

test('finds nothing wrong with permits that are what they say', () => {
  expect(listOnboardingMismatches(prepared, expected)).toEqual([])
})

test.each<[string, Partial<PreparedOnboarding>]>([
  ['the account', { account: other }],
  ['the account', withPermit(permitFor(market.treasury.token, { owner: other }))],
  ['the network', withPermit(permitFor(market.treasury.token, { domain: { name: 'T', version: '1', chainId: 1 } }))],
  ['the spender', withPermit(permitFor(market.treasury.token, { spender: other }))],
  ['the amounts', withPermit(permitFor(market.treasury.token, { value: 5n }))],
  ['the tokens', withPermit(permitFor(other))],
  ['the tokens', { permits: permits.slice(1) }],
  ['the tokens', { permits: [...permits, ...permits] }],
  ['the digests', withPermit({ ...permitFor(market.treasury.token), nonce: 1n })],
])('names %s where it is another', (what, changes) => {
  expect(listOnboardingMismatches({ ...prepared, ...changes }, expected)).toEqual([what])
})

test('refuses everything where the trading module is unknown', () => {
  expect(listOnboardingMismatches(prepared, { ...expected, contracts: [] })).toEqual(['the spender'])
})
