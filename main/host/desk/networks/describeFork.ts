import type { NetworkDetails } from '../../../../engine/api/networks.ts'
import { parseEndpointUrl } from '../../../../engine/networks/parseEndpointUrl.ts'
import type { ForkRecord } from './forkFiles.ts'

/** A fork as the API shows it: of its endpoints the hosts alone. */
export const describeFork = (record: ForkRecord, isOpen: boolean): NetworkDetails => {
  const { id, name, chainId, urls, quorum, hardfork, isOffline, createdAtMs, point } = record
  return {
    ...{ id, name, chainId },
    fork: {
      hosts: urls.map((url) => parseEndpointUrl(url).name),
      upstreamChainId: point.chainId,
      blockNumber: point.number,
      blockHash: point.hash,
      verification: point.verification,
      isOpen,
      ...{ quorum, hardfork, isOffline, createdAtMs },
    },
  }
}
