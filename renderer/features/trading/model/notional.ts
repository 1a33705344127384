import type { Market } from '../../../../engine/api/marketData.ts'

/** Price times size in settlement-token base units, rounded down as the contract does. */
export const computeNotional = (
  priceTicks: number,
  sizeLots: number,
  { tickSize, lotSize, treasury }: Market,
): bigint => (BigInt(priceTicks) * tickSize * BigInt(sizeLots) * lotSize) / 10n ** BigInt(treasury.decimals)
