import type { Market } from '../../../../engine/api/marketData.ts'

/** Why nothing trades in a market, in one word; `undefined` where it trades. */
export const describeStop = ({ status, treasuryStatus }: Market): string | undefined => {
  if (treasuryStatus !== 'active') return treasuryStatus
  return status === 'halted' ? 'halted' : undefined
}
