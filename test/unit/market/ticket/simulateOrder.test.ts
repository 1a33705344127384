import { afterAll, beforeAll, expect, test } from 'vitest'
import { simulateOrder } from '../../../../engine/market/ticket/simulateOrder.ts'
import { anOrder, createPracticeChain } from '../../../builders/createPracticeChain.ts'

let desk: Awaited<ReturnType<typeof createPracticeChain>>
beforeAll(async () => {
  desk = await createPracticeChain()
})
afterAll(() => desk.close())

const simulate = (trader: `0x${string}`, side: 'buy' | 'sell', legs: Parameters<typeof simulateOrder>[1]['legs']) => {
  const market = desk.markets[0]
  if (market === undefined) throw new Error('no market')
  const order = anOrder({ trader, token: market.treasury.token, side, quantity: 30_000_000n })
  return simulateOrder(desk.provider, {
    order,
    domain: desk.domain,
    market,
    legs,
    compliance: desk.addresses.compliance,
    agent: desk.accounts.agent.account.address,
  })
}

test('lists the treasuries that the registry holds', () => {
  expect(desk.listed.map(({ terms, status }) => [terms.symbol, status])).toEqual([
    ['PTB-13W', 'active'],
    ['PTB-26W', 'active'],
    ['PTN-2Y', 'active'],
    ['PTB-10Y', 'active'],
  ])
  expect(desk.listed.map(({ terms }) => terms.isin)).toEqual(desk.treasuries.map(({ terms }) => terms.isin))
})

test('finds what a buy moves, fees included, and commits nothing', async () => {
  const trader = desk.accounts.trader.account.address
  const before = await desk.provider.request({ method: 'eth_blockNumber' })
  const { effects, gasUsed } = await simulate(trader, 'buy', [
    { priceTicks: 19_780, sizeLots: 2, role: 'taker' },
    { priceTicks: 19_800, sizeLots: 1, role: 'maker' },
  ])
  // 20 tokens at 98.90 and 10 at 99.00; 2 basis points on the first part, none on the second.
  const payment = 1_978_000_000n + 990_000_000n
  expect(effects.map(({ symbol, change }) => [symbol, change])).toEqual([
    ['PTB-13W', 30_000_000n],
    ['pUSD', -(payment + 395_600n)],
  ])
  expect(gasUsed).toBeGreaterThan(100_000n)
  expect(await desk.provider.request({ method: 'eth_blockNumber' })).toBe(before)
})

test('finds what a sale brings', async () => {
  const trader = desk.accounts.trader.account.address
  const { effects } = await simulate(trader, 'sell', [{ priceTicks: 19_800, sizeLots: 3, role: 'taker' }])
  expect(effects.map(({ symbol, change }) => [symbol, change])).toEqual([
    ['PTB-13W', -30_000_000n],
    ['pUSD', 2_970_000_000n - 594_000n],
  ])
})

test('an account that has approved nothing is refused', async () => {
  const stranger = '0x00000000000000000000000000000000DeaDBeef'
  await expect(simulate(stranger, 'buy', [{ priceTicks: 19_800, sizeLots: 3, role: 'maker' }])).rejects.toMatchObject({
    code: 'order/allowance',
  })
})
