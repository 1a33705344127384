import { formatAmount } from '../../../ui/format.ts'

/** Ether with as many digits as it takes, at most 18. */
export const formatEther = (wei: bigint) => formatAmount(wei, 18)

/** Ether for a column: six digits; dust shows as less than the last of them. */
export function formatEtherShort(wei: bigint): string {
  if (wei > 0n && wei < 10n ** 12n) return '<0.000001'
  return formatAmount(wei, 18, { fractionMin: 6, fractionMax: 6 })
}

/** Gwei: fees are read in it. Below a thousandth all nine digits, so that nothing reads as zero that isn't. */
export function formatGwei(wei: bigint): string {
  const digits = wei > 0n && wei < 1_000_000n ? 9 : 3
  return formatAmount(wei, 9, { fractionMin: digits, fractionMax: digits })
}

/** How much of a limit was used, in percent; for display only. */
export const formatShare = (used: bigint, limit: bigint) =>
  limit === 0n ? '0 %' : `${formatAmount((used * 1_000_000n) / limit, 4, { fractionMin: 1, fractionMax: 1 })} %`

/** Gas and other counts that are bigint. */
export const formatGas = (gas: bigint) => formatAmount(gas, 0)
