import type { Market } from '../../api/marketData.ts'

type Units = Pick<Market, 'tickSize' | 'lotSize'> & { readonly treasury: Pick<Market['treasury'], 'decimals'> }

/** Settlement-token base units that `sizeLots` cost at the clean price `priceTicks`, rounded down as `TradingModule` does. */
export const cleanAmountOf = (market: Units, priceTicks: number, sizeLots: number): bigint =>
  (quantityOfLots(market, sizeLots) * priceOfTicks(market, priceTicks)) / 10n ** BigInt(market.treasury.decimals)

/** A fee in hundredths of a percent of the clean amount, rounded up as `TradingModule` rounds it. */
export const feeOf = (cleanAmount: bigint, feeBps: number): bigint => (cleanAmount * BigInt(feeBps) + 9_999n) / 10_000n

/** Clean price, settlement-token base units for one whole token. */
export const priceOfTicks = (market: Pick<Market, 'tickSize'>, priceTicks: number): bigint =>
  BigInt(priceTicks) * market.tickSize

/** Treasury-token base units. */
export const quantityOfLots = (market: Pick<Market, 'lotSize'>, sizeLots: number): bigint =>
  BigInt(sizeLots) * market.lotSize
