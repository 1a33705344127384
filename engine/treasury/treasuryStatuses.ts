import type { TreasuryStatus } from '../api/treasury.ts'

/** In the order of ITreasuryRegistry.TreasuryStatus. */
export const treasuryStatuses = [
  'announced',
  'active',
  'suspended',
  'matured',
  'redeemed',
  'defaulted',
] as const satisfies readonly TreasuryStatus[]

/** The status that the registry's number means. */
export const statusOf = (value: number): TreasuryStatus => {
  const status = treasuryStatuses[value]
  if (status === undefined) throw new RangeError(`A registry has no status ${value}.`)
  return status
}
