import { encodeFunctionData, type Hex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { treasuryListingsAbi } from '../../../../contracts/generated/TreasuryListings.ts'
import { treasuryRegistryAbi } from '../../../../contracts/generated/TreasuryRegistry.ts'
import type { Market } from '../../../../engine/api/marketData.ts'
import { sendInOneBlock } from '../../../../engine/practice/sendInOneBlock.ts'
import { listTreasuries } from '../../../../engine/treasury/listTreasuries.ts'
import { followTreasuries } from '../../../../main/host/desk/followTreasuries.ts'
import { createPracticeChain } from '../../../builders/createPracticeChain.ts'

let desk: Awaited<ReturnType<typeof createPracticeChain>>
beforeAll(async () => {
  desk = await createPracticeChain()
})
afterAll(() => desk.close())

/** The market's records, as far as they are followed. */
const createMarketRecords = () => {
  const records = new Map(desk.markets.map((market) => [market.marketId, market]))
  let reads = 0
  const follow = followTreasuries({
    provider: desk.provider,
    registry: desk.addresses.registry,
    tradingModule: desk.addresses.tradingModule,
    readMarkets: async () => {
      reads += 1
      const listed = await listTreasuries(desk.provider, desk.addresses.registry)
      return desk.markets.map((market, index) => ({
        ...market,
        treasuryStatus: listed[index]?.status ?? market.treasuryStatus,
      }))
    },
    market: {
      listMarkets: async () => [...records.values()],
      addMarket: async ({ market }: { market: Market }) => {
        const { status } = records.get(market.marketId) ?? market
        records.set(market.marketId, { ...market, status })
      },
      setHalted: async (marketId: string, halted: boolean) => {
        const market = records.get(marketId)
        if (market !== undefined) records.set(marketId, { ...market, status: halted ? 'halted' : 'open' })
      },
    },
  })
  const look = async () => {
    await follow(Number(await desk.provider.request({ method: 'eth_blockNumber' })))
    const [first] = records.values()
    return { status: first?.status, treasuryStatus: first?.treasuryStatus, reads }
  }
  return { look, follow }
}

const byAgent = (to: Hex, data: Hex) =>
  sendInOneBlock(desk.provider, [{ account: desk.accounts.agent.account, calls: [{ to, data, gas: 300_000n }] }])
const token = () => desk.addresses.treasuryTokens[0] ?? '0x'
const setStatus = (status: number) =>
  byAgent(
    desk.addresses.registry,
    encodeFunctionData({ abi: treasuryRegistryAbi, functionName: 'setStatus', args: [token(), status] }),
  )
const onListings = (functionName: 'halt' | 'endHalt') =>
  byAgent(desk.addresses.tradingModule, encodeFunctionData({ abi: treasuryListingsAbi, functionName, args: [token()] }))

test('a suspension and a halt are in the market’s records after their block, and end there', async () => {
  const { look } = createMarketRecords()
  expect(await look()).toEqual({ status: 'open', treasuryStatus: 'active', reads: 1 })
  await setStatus(2)
  expect(await look()).toMatchObject({ status: 'open', treasuryStatus: 'suspended' })
  await onListings('halt')
  expect(await look()).toMatchObject({ status: 'halted', treasuryStatus: 'suspended' })
  await setStatus(1)
  await onListings('endHalt')
  expect(await look()).toEqual({ status: 'open', treasuryStatus: 'active', reads: 4 })
})

test('reads the treasuries only when one of them changed', async () => {
  const { look } = createMarketRecords()
  await look()
  await desk.provider.request({ method: 'evm_mine', params: [] })
  expect(await look()).toMatchObject({ reads: 1 })
})
