import type { Market } from '../../api/marketData.ts'

type Units = Pick<Market, 'tickSize' | 'lotSize'> & { readonly treasury: Pick<Market['treasury'], 'decimals'> }

/** Settlement-token base units that `sizeLots` cost at `priceTicks`; exact, since a lot is a number of whole tokens. */
export const paymentOf = (market: Units, priceTicks: number, sizeLots: number): bigint =>
  (BigInt(sizeLots) * market.lotSize * BigInt(priceTicks) * market.tickSize) / 10n ** BigInt(market.treasury.decimals)

/** A fee in hundredths of a percent, rounded up as `TradingModule` rounds it. */
export const feeOf = (payment: bigint, feeBps: number): bigint => (payment * BigInt(feeBps) + 9_999n) / 10_000n

/** Settlement-token base units for one whole token. */
export const priceOfTicks = (market: Pick<Market, 'tickSize'>, priceTicks: number): bigint =>
  BigInt(priceTicks) * market.tickSize

/** Treasury-token base units. */
export const quantityOfLots = (market: Pick<Market, 'lotSize'>, sizeLots: number): bigint =>
  BigInt(sizeLots) * market.lotSize
