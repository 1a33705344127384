import { isDefinedError, safe } from '@orpc/client'
import type { Hex } from 'viem'
import type { DeskClient } from '../api/contract.ts'
import type { Market } from '../api/marketData.ts'
import type { OrderDomain } from '../api/order.ts'
import { priceOfTicks } from '../market/ticket/marketUnits.ts'
import { dayOfTime } from '../treasury/dayCount.ts'
import { yieldOfCleanPrice } from '../treasury/yieldToMaturity.ts'
import { createMaker, createOrderSender } from './createMaker.ts'
import { createPriceProcess } from './createPriceProcess.ts'
import { createRandom } from './createRandom.ts'
import type { PracticeAccount, PracticeRole } from './practiceAccounts.ts'
import type { PracticeTreasury } from './practiceTreasuries.ts'

interface MakersOptions {
  readonly desk: DeskClient
  readonly accounts: Readonly<Record<PracticeRole, PracticeAccount>>
  readonly treasuries: readonly PracticeTreasury[]
  readonly domain: OrderDomain
  readonly seed: Hex
  readonly nowMs: () => number
  readonly sleep: (delayMs: number) => Promise<void>
  readonly signal: AbortSignal
  /** Called once, when every market has its first quotes. */
  readonly onQuoting: () => void
}

/** How often quotes are looked over, and how likely a client trades in one market at that moment. */
const roundMs = 2_000
const clientShare = 0.22
/** Requotes wait until the fair price has moved this share of the half spread. */
const requoteShare = 0.5

const lastYields = async (desk: DeskClient, markets: readonly Market[], day: number): Promise<(number | undefined)[]> =>
  Promise.all(
    markets.map(async (market) => {
      const [last] = await desk.market.listTrades({ marketId: market.marketId, limit: 1 })
      return last && yieldOfCleanPrice(market.treasury, day, priceOfTicks(market, last.priceTicks))
    }),
  )

/** Refusals (a halted market, a price band, an order that would cross) are part of trading; anything else ends the makers. */
const tolerateRefusal = async (action: Promise<void>): Promise<void> => {
  const { error } = await safe(action)
  if (error && !isDefinedError(error)) throw error
}

/**
 * Keeps the practice desk's markets alive: two makers quote around a seeded price process and clients trade with them, all as
 * ordinary users of the desk's API, until `signal` aborts.
 */
export const runMakers = async (options: MakersOptions): Promise<void> => {
  const { desk, accounts, treasuries, seed, nowMs, signal } = options
  const startedMs = nowMs()
  const random = createRandom(seed, `makers ${startedMs}`)
  const markets = await desk.market.listMarkets()
  const yields = await lastYields(desk, markets, dayOfTime(startedMs / 1000))
  const process = createPriceProcess(
    seed,
    `prices ${startedMs}`,
    treasuries,
    treasuries.map(({ startYield }, index) => yields[index] ?? startYield),
  )
  const party = (role: PracticeRole) => ({ desk, account: accounts[role], domain: options.domain, random, nowMs })
  const makers = [createMaker(party('northMaker')), createMaker(party('southMaker'))]
  const client = createOrderSender(party('flow'))
  const quotedTicks = new Map<string, number>()

  const requote = async (market: Market, index: number): Promise<void> => {
    const halfSpread = treasuries[index]?.halfSpreadTicks ?? 1
    const fairTicks = process.fairPriceTicks(index, Math.floor(nowMs() / 1000))
    const quoted = quotedTicks.get(market.marketId)
    const hasMoved = quoted === undefined || Math.abs(fairTicks - quoted) >= halfSpread * requoteShare
    const around = hasMoved ? fairTicks : quoted
    for (const [which, quote] of makers.entries()) {
      await tolerateRefusal(quote(market, around + (which === 0 ? 0 : Math.round(halfSpread / 2)), halfSpread))
    }
    quotedTicks.set(market.marketId, around)
  }

  const trade = async (market: Market): Promise<void> => {
    const book = await desk.market.getBook({ marketId: market.marketId })
    const side = random.uniform() < 0.5 ? 'buy' : 'sell'
    const best = side === 'buy' ? book.asks[0] : book.bids[0]
    if (best === undefined) return
    await tolerateRefusal(client.take(market, { side, priceTicks: best.priceTicks, sizeLots: random.integer(2, 80) }))
  }

  for (const [index, market] of markets.entries()) await requote(market, index)
  options.onQuoting()
  while (!signal.aborted) {
    for (const [index, market] of markets.entries()) {
      await requote(market, index)
      if (random.uniform() < clientShare) await trade(market)
    }
    process.advance(roundMs / 1000)
    await options.sleep(roundMs)
  }
}
