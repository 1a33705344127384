import { TreasuryStatus } from '../api/marketData.ts'

/** In the order of ITreasuryRegistry.TreasuryStatus. */
export const treasuryStatuses = TreasuryStatus.options

/** The status that the registry's number means. */
export const statusOf = (value: number): TreasuryStatus => {
  const status = treasuryStatuses[value]
  if (status === undefined) throw new RangeError(`A registry has no status ${value}.`)
  return status
}
