import type { ForkNetwork } from '../../../../engine/chain/fork/ForkNetwork.ts'
import type { ForkPoint } from '../../../../engine/chain/fork/ForkPoint.ts'
import { fetchEssentials, openFork } from '../../../../engine/chain/fork/openFork.ts'
import { type ForkPointRequest, resolveForkPoint } from '../../../../engine/chain/fork/resolveForkPoint.ts'

/** Finds the block to fork, and fetches what every block of the fork will need. */
export const makeFork = async (
  request: ForkPointRequest & { readonly cacheFile: string },
  network: ForkNetwork,
): Promise<ForkPoint> => {
  const point = await resolveForkPoint(request, network)
  const { urls, quorum, cacheFile } = request
  const fork = openFork({ point, urls, quorum, cacheFile, isOffline: false }, network)
  try {
    await fetchEssentials(fork)
    return point
  } finally {
    fork.close()
  }
}
