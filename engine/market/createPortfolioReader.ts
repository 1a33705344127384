import { type Address, erc20Abi, type Hex } from 'viem'
import { z } from 'zod'
import type { Market, Portfolio, Position, Ticker } from '../api/marketData.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'
import { accruedOnQuantity, nextCoupon } from '../treasury/accruedInterest.ts'
import { dayOfTime } from '../treasury/dayCount.ts'
import { priceOfTicks } from './ticket/marketUnits.ts'
import type { Reservations } from './types.ts'

interface PortfolioOptions {
  readonly provider: EthereumProvider
  readonly listMarkets: () => Promise<readonly Market[]>
  readonly getTicker: (marketId: string) => Promise<Ticker | undefined>
  readonly reservationsOf: (account: Address) => Promise<Reservations>
  readonly nowMs: () => number
}

const balanceOf = async (provider: EthereumProvider, token: Address, account: Address): Promise<bigint> =>
  z.bigint().parse(await readContract(provider, token, erc20Abi, 'balanceOf', [account]))

/** A holding and what it is worth: at the last (clean) price, with the interest accrued today. */
const valuePosition = (
  market: Market,
  quantity: bigint,
  lastPriceTicks: number | undefined,
  day: number,
): Omit<Position, 'inOrders'> => {
  const { treasury } = market
  const ofQuantity = (perToken: bigint): bigint => (quantity * perToken) / 10n ** BigInt(treasury.decimals)
  const accrued = accruedOnQuantity(treasury, day, quantity)
  const coupon = nextCoupon(treasury, day)
  return {
    marketId: market.marketId,
    quantity,
    accrued,
    ...(lastPriceTicks !== undefined && { value: ofQuantity(priceOfTicks(market, lastPriceTicks)) + accrued }),
    ...(coupon && { nextCoupon: { day: coupon.day, amount: ofQuantity(coupon.amount) } }),
  }
}

/** Reads what an account holds from the chain, with what its open orders hold back. */
export const createPortfolioReader =
  ({ provider, listMarkets, getTicker, reservationsOf, nowMs }: PortfolioOptions) =>
  async (account: Address): Promise<Portfolio> => {
    const markets = await listMarkets()
    const cashToken = markets[0]?.settlementToken.address
    const [blockNumber, etherWei, cash, reservations, positions] = await Promise.all([
      provider.request({ method: 'eth_blockNumber' }),
      provider.request({ method: 'eth_getBalance', params: [account, 'latest'] }),
      cashToken === undefined ? 0n : balanceOf(provider, cashToken, account),
      reservationsOf(account),
      Promise.all(
        markets.map(async (market) => {
          const [quantity, ticker] = await Promise.all([
            balanceOf(provider, market.treasury.token, account),
            getTicker(market.marketId),
          ])
          return { market, quantity, lastPriceTicks: ticker?.lastPriceTicks }
        }),
      ),
    ])
    return {
      account,
      blockNumber: Number(blockNumber as Hex),
      etherWei: BigInt(etherWei as Hex),
      cash,
      cashInOrders: cashToken === undefined ? 0n : (reservations[cashToken] ?? 0n),
      positions: positions.map(({ market, quantity, lastPriceTicks }) => ({
        ...valuePosition(market, quantity, lastPriceTicks, dayOfTime(nowMs() / 1000)),
        inOrders: reservations[market.treasury.token] ?? 0n,
      })),
    }
  }
