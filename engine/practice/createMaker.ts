import type { DeskClient } from '../api/contract.ts'
import type { Market } from '../api/marketData.ts'
import { type OrderDomain, type OrderRecord, orderTypedData, type Side, type SignableOrder } from '../api/order.ts'
import { priceOfTicks, quantityOfLots } from '../market/ticket/marketUnits.ts'
import { secondsPerDay } from '../treasury/dayCount.ts'
import type { Random } from './createRandom.ts'
import type { PracticeAccount } from './practiceAccounts.ts'

/** Quotes on each side of a market, and how far apart in ticks they stand by treasury. */
const levels = 6
const orderLifeS = 30 * 86_400

interface MakerOptions {
  readonly desk: DeskClient
  readonly account: PracticeAccount
  readonly domain: OrderDomain
  readonly random: Random
  readonly nowMs: () => number
}

/** One price a maker wants to show. */
interface Quote {
  readonly side: Side
  readonly priceTicks: number
  readonly sizeLots: number
}

/** The quotes around a fair price: closer ones are smaller. */
export const quotesAround = (fairTicks: number, halfSpreadTicks: number, random: Random): Quote[] =>
  Array.from({ length: levels }, (_, level) => level).flatMap((level) => {
    const distance = halfSpreadTicks + level * Math.max(1, halfSpreadTicks)
    const size = () => Math.round((60 + level * 90) * (0.7 + 0.6 * random.uniform()))
    return [
      { side: 'buy' as const, priceTicks: Math.max(1, fairTicks - distance), sizeLots: size() },
      { side: 'sell' as const, priceTicks: fairTicks + distance, sizeLots: size() },
    ]
  })

/** Signs and sends orders of one practice account through the desk's own API. */
export const createOrderSender = ({ desk, account, domain, random, nowMs }: MakerOptions) => {
  const sign = async (market: Market, quote: Quote, terms: Pick<SignableOrder, 'timeInForce' | 'postOnly'>) => {
    const order: SignableOrder = {
      ...terms,
      trader: account.account.address,
      token: market.treasury.token,
      side: quote.side,
      quantity: quantityOfLots(market, quote.sizeLots),
      price: priceOfTicks(market, quote.priceTicks),
      maxFeeBps: Math.max(market.makerFeeBps, market.takerFeeBps),
      expiry: Math.min(Math.floor(nowMs() / 1000) + orderLifeS, market.treasury.maturityDay * secondsPerDay),
      nonce: 0,
      salt: BigInt(Math.floor(nowMs())) * 2n ** 32n + BigInt(random.integer(0, 2 ** 32 - 1)),
    }
    return { order, signature: await account.account.signTypedData(orderTypedData(order, domain)) }
  }
  return {
    rest: async (market: Market, quote: Quote): Promise<void> => {
      await desk.market.submitOrder(await sign(market, quote, { timeInForce: 'GTC', postOnly: true }))
    },
    take: async (market: Market, quote: Quote): Promise<void> => {
      await desk.market.submitOrder(await sign(market, quote, { timeInForce: 'IOC', postOnly: false }))
    },
  }
}

/**
 * A market maker of the practice desk: each time it is asked, it takes back the quotes that the fair price has left behind and
 * places those that are missing. What it shows, it has signed; what fills, settles.
 */
export const createMaker = (options: MakerOptions) => {
  const { desk, account, random } = options
  const sender = createOrderSender(options)

  return async (market: Market, fairTicks: number, halfSpreadTicks: number): Promise<void> => {
    const wanted = quotesAround(fairTicks, halfSpreadTicks, random)
    const standing = await desk.market.listOrders({
      trader: account.account.address,
      marketId: market.marketId,
      state: 'open',
    })
    const kept = new Set<Quote>()
    const stale: OrderRecord[] = []
    for (const record of standing) {
      const match = wanted.find(
        (quote) => !kept.has(quote) && quote.side === record.order.side && quote.priceTicks === record.priceTicks,
      )
      if (match === undefined || record.openLots < match.sizeLots / 4) stale.push(record)
      else kept.add(match)
    }
    await Promise.all(stale.map(({ orderId }) => desk.market.cancelOrder({ orderId })))
    const missing = wanted.filter((quote) => !kept.has(quote))
    await Promise.all(missing.map((quote) => sender.rest(market, quote)))
  }
}
