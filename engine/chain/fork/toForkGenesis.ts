import type { HardforkName } from '../../evm/createCommon.ts'
import { fromHex } from '../bytes.ts'
import type { Genesis } from '../Genesis.ts'
import type { ForkPoint } from './ForkPoint.ts'
import { readHeaderFields } from './forkHeader.ts'

export type ForkRules = {
  /** Default: `prague`, whatever the other chain follows. */
  readonly hardfork?: HardforkName
  /** Default: the other chain's, so that what was signed for it is valid here. */
  readonly chainId?: number
}

/** How a chain that begins with another's block goes on: with its gas limit, and by the rules chosen. */
export const toForkGenesis = (point: ForkPoint, { hardfork, chainId }: ForkRules = {}): Genesis => {
  const { timestamp, gasLimit } = readHeaderFields(fromHex(point.header))
  return { chainId: chainId ?? point.chainId, hardfork: hardfork ?? 'prague', timestamp, gasLimit }
}
