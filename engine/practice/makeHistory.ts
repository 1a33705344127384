import type { Hex } from 'viem'
import type { SignedOrder } from '../api/market.ts'
import type { Market } from '../api/marketData.ts'
import { type OrderDomain, orderTypedData, type SignableOrder } from '../api/order.ts'
import type { Caller } from '../api/services.ts'
import { priceOfTicks, quantityOfLots } from '../market/ticket/marketUnits.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { createPriceProcess } from './createPriceProcess.ts'
import { createRandom, type Random } from './createRandom.ts'
import type { PracticeAccount, PracticeRole } from './practiceAccounts.ts'
import type { PracticeTreasury } from './practiceTreasuries.ts'

const hourS = 3_600
const dayS = 86_400
/** Trading hours of the older days, UTC; the last hours are denser. */
const tradingHours = [17]
const denseS = 12 * hourS
const denseStepS = 20 * 60

/** What the history needs of the market. */
export interface HistoryMarket {
  submitOrder(order: SignedOrder, caller: Caller): Promise<unknown>
  /** Sets the market's clock to a time, Unix milliseconds; `'live'` gives it back to the real one. */
  setClock(nowMs: number | 'live'): Promise<void>
  /** Resolves when every fill so far is settled or failed. */
  drain(): Promise<void>
}

interface HistoryOptions {
  readonly provider: EthereumProvider
  readonly market: HistoryMarket
  readonly markets: readonly Market[]
  readonly domain: OrderDomain
  readonly accounts: Readonly<Record<PracticeRole, PracticeAccount>>
  readonly treasuries: readonly PracticeTreasury[]
  readonly seed: Hex
  readonly fromS: number
  readonly untilS: number
  readonly caller: Caller
  readonly nowMs: () => number
  readonly onProgress: (done: number, total: number) => void
}

/** When the practice desk's past trades happened: once a day, and every twenty minutes of the last twelve hours. */
export const historyTimes = (fromS: number, untilS: number): number[] => {
  const denseFromS = Math.max(fromS, untilS - denseS)
  const times: number[] = []
  for (let midnightS = Math.floor(fromS / dayS) * dayS; midnightS < denseFromS; midnightS += dayS) {
    for (const hour of tradingHours) {
      const atS = midnightS + hour * hourS
      if (atS > fromS && atS < denseFromS) times.push(atS)
    }
  }
  for (let atS = denseFromS; atS < untilS - 60; atS += denseStepS) times.push(atS)
  return times
}

const randomSalt = (random: Random): bigint =>
  (BigInt(random.integer(0, 2 ** 32 - 1)) << 32n) | BigInt(random.integer(0, 2 ** 32 - 1))

/**
 * Makes the practice desk's past: at each time a maker quotes and a client trades with it, through the market's own order entry,
 * and the fills settle on the embedded chain, all with the clocks set back. Equal seeds give equal histories.
 */
export const makeHistory = async (options: HistoryOptions): Promise<void> => {
  const { provider, market, markets, accounts, treasuries, fromS, untilS } = options
  const times = historyTimes(fromS, untilS)
  const random = createRandom(options.seed, 'history')
  const process = createPriceProcess(options.seed, 'history prices', treasuries)

  const sign = async (
    role: PracticeRole,
    terms: Omit<SignableOrder, 'trader' | 'maxFeeBps' | 'nonce' | 'salt'>,
  ): Promise<SignedOrder> => {
    const { account } = accounts[role]
    const order: SignableOrder = {
      ...terms,
      trader: account.address,
      maxFeeBps: 10,
      nonce: 0,
      salt: randomSalt(random),
    }
    const signature = await account.signTypedData(orderTypedData(order, options.domain))
    return { order, signature, selfTradePrevention: 'cancel-newest' }
  }

  /** A maker's quote and the client's order that takes it whole. */
  const makeTrade = async (entry: Market, index: number, atS: number) => {
    const clientBuys = random.uniform() < 0.5
    const spread = treasuries[index]?.halfSpreadTicks ?? 1
    const priceTicks = process.fairPriceTicks(index, atS) + (clientBuys ? spread : -spread)
    const terms = {
      token: entry.treasury.token,
      quantity: quantityOfLots(entry, random.integer(5, 400)),
      price: priceOfTicks(entry, priceTicks),
      postOnly: false,
      expiry: atS + dayS,
    }
    const maker = random.uniform() < 0.5 ? 'northMaker' : 'southMaker'
    return Promise.all([
      sign(maker, { ...terms, side: clientBuys ? 'sell' : 'buy', timeInForce: 'GTC' }),
      sign('flow', { ...terms, side: clientBuys ? 'buy' : 'sell', timeInForce: 'IOC' }),
    ])
  }

  const submitAll = (orders: readonly SignedOrder[]) =>
    Promise.all(orders.map((order) => market.submitOrder(order, options.caller)))

  let previousS = fromS
  for (const [step, atS] of times.entries()) {
    process.advance(atS - previousS)
    previousS = atS
    await market.setClock(atS * 1000)
    await provider.request({ method: 'evm_setTime', params: [atS * 1000] })
    const trades = await Promise.all(markets.map((entry, index) => makeTrade(entry, index, atS)))
    // Together, so that one batch of fills settles in one block.
    await submitAll(trades.map(([quote]) => quote))
    await submitAll(trades.map(([, order]) => order))
    await market.drain()
    options.onProgress(step + 1, times.length)
  }
  await market.setClock('live')
  await provider.request({ method: 'evm_setTime', params: [options.nowMs()] })
}
