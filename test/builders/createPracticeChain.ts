import type { Market } from '../../engine/api/marketData.ts'
import type { OrderDomain, SignableOrder } from '../../engine/api/order.ts'
import { deployPractice } from '../../engine/practice/deployPractice.ts'
import { makerFeeBps, takerFeeBps } from '../../engine/practice/deploySet.ts'
import { derivePracticeAccounts } from '../../engine/practice/practiceAccounts.ts'
import { lotSize, practiceTreasuries, tickSize } from '../../engine/practice/practiceTreasuries.ts'
import { listTreasuries } from '../../engine/treasury/listTreasuries.ts'
import { createTestChain } from './createTestChain.ts'

/** A chain in memory with the practice desk's contracts, parties and treasuries, issued today or some days ago. */
export const createPracticeChain = async ({ daysAgo = 0 } = {}) => {
  const accounts = derivePracticeAccounts(`0x${'42'.repeat(32)}`)
  const issuedAtS = (Math.floor(Date.now() / 86_400_000) - daysAgo) * 86_400
  const treasuries = practiceTreasuries(issuedAtS)
  const chain = await createTestChain({
    rich: Object.values(accounts).map(({ account }) => account.address),
    timestampS: issuedAtS - 100,
  })
  const addresses = await deployPractice(chain.provider, accounts, treasuries, issuedAtS)
  const domain: OrderDomain = { chainId: 731_337, verifyingContract: addresses.tradingModule }
  const listed = await listTreasuries(chain.provider, addresses.registry)
  const markets: Market[] = listed.map(({ terms, status }) => ({
    marketId: terms.symbol,
    treasury: terms,
    settlementToken: { address: addresses.settlementToken, symbol: 'pUSD', decimals: 6 },
    tickSize,
    lotSize,
    makerFeeBps,
    takerFeeBps,
    priceBandBps: 500,
    status: 'open',
    treasuryStatus: status,
  }))
  return { ...chain, accounts, treasuries, addresses, domain, markets, listed }
}

/** A buy order of ten tokens at 99.00 that nothing is wrong with, but for what is changed. */
export const anOrder = (changes: Partial<SignableOrder> & Pick<SignableOrder, 'trader' | 'token'>): SignableOrder => ({
  side: 'buy',
  timeInForce: 'GTC',
  postOnly: false,
  quantity: 10_000_000n,
  price: 99_000_000n,
  maxFeeBps: 10,
  expiry: Math.floor(Date.now() / 1000) + 86_400,
  nonce: 0,
  salt: 1n,
  ...changes,
})
