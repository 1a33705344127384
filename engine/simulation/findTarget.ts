import { TerminalError } from '../api/errors.ts'
import type { SimulationRequest } from '../api/simulation.ts'
import type { BlockTarget, Chain } from '../chain/Chain.ts'
import type { ReplayableChain } from '../chain/reopenBlock.ts'

/** The block that a simulation runs in. @throws TerminalError `simulation/block-not-found` */
export const findTarget = (
  chain: Pick<Chain, 'head'> & Pick<ReplayableChain, 'store'>,
  block: SimulationRequest['block'],
): BlockTarget => {
  if (block === 'pending') return block
  const found = block === 'latest' ? chain.head() : chain.store.getBlockByNumber(block)
  if (found !== undefined) return found
  throw new TerminalError('simulation/block-not-found', `There is no block ${block}.`, { block })
}
