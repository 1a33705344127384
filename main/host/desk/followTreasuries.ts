import { type Address, encodeEventTopics, type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import { treasuryListingsAbi } from '../../../contracts/generated/TreasuryListings.ts'
import { treasuryRegistryAbi } from '../../../contracts/generated/TreasuryRegistry.ts'
import type { Market } from '../../../engine/api/marketData.ts'
import type { MarketHandle } from '../../../engine/market/startMarketWorker.ts'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { readContract } from '../../../engine/networks/readContract.ts'

interface FollowOptions {
  readonly provider: EthereumProvider
  readonly registry: Address
  readonly tradingModule: Address
  /** The markets as the registry lists their treasuries now. */
  readonly readMarkets: () => Promise<readonly Market[]>
  readonly market: Pick<MarketHandle, 'listMarkets' | 'addMarket' | 'setHalted'>
}

const topicOf = (topics: readonly (Hex | readonly Hex[] | null)[]): Hex => topics[0] as Hex
/** What changes whether a treasury trades: at the registry, and in the trading module. */
const changes: readonly Hex[] = [
  topicOf(encodeEventTopics({ abi: treasuryRegistryAbi, eventName: 'StatusChanged' })),
  topicOf(encodeEventTopics({ abi: treasuryListingsAbi, eventName: 'HaltChanged' })),
]
const Listing = z.object({ isHalted: z.boolean() })

/**
 * Keeps the markets in step with the chain: a status that changes at the registry, and a halt in the trading module, are in the
 * market's records as soon as their block is. The answer is to be told of every head.
 */
export const followTreasuries = ({ provider, registry, tradingModule, readMarkets, market }: FollowOptions) => {
  let seen: number | undefined
  let work = Promise.resolve()

  const hasChanged = async (fromBlock: number, toBlock: number): Promise<boolean> => {
    const range = { fromBlock: numberToHex(fromBlock), toBlock: numberToHex(toBlock) }
    const params = [{ ...range, address: [registry, tradingModule], topics: [changes] }]
    return z.array(z.unknown()).parse(await provider.request({ method: 'eth_getLogs', params })).length > 0
  }

  const isHalted = async ({ treasury }: Market): Promise<boolean> =>
    Listing.parse(await readContract(provider, tradingModule, treasuryListingsAbi, 'listingOf', [treasury.token]))
      .isHalted

  const update = async (): Promise<void> => {
    const known = new Map((await market.listMarkets()).map((entry) => [entry.marketId, entry]))
    for (const current of await readMarkets()) {
      const listed = known.get(current.marketId)
      if (listed === undefined) continue
      if (listed.treasuryStatus !== current.treasuryStatus) await market.addMarket({ market: current })
      const halted = await isHalted(current)
      if (halted !== (listed.status === 'halted')) await market.setHalted(current.marketId, halted)
    }
  }

  const look = async (head: number): Promise<void> => {
    const from = seen
    // Where this fails, the next look compares everything.
    seen = undefined
    // The first look compares everything; a chain that went back is looked at anew.
    if (from === undefined || head <= from || (await hasChanged(from + 1, head))) await update()
    seen = head
  }

  /** One look at a time; resolves when the head was looked at. */
  return (head: number): Promise<void> => {
    work = work.catch(() => undefined).then(() => look(head))
    return work
  }
}
