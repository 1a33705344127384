import { createEndpointPool, type EndpointPool } from '../../networks/createEndpointPool.ts'
import { createRpcEndpoint, type RpcEndpointOptions } from '../../networks/createRpcEndpoint.ts'
import type { RpcEndpoint } from '../../networks/RpcEndpoint.ts'

/** What asking the network takes. */
export type ForkNetwork = Pick<RpcEndpointOptions, 'fetch' | 'clock' | 'random' | 'timeoutMs' | 'attempts'> & {
  /** Hears of an endpoint that is not asked any more, and why. */
  readonly onExclude?: (endpoint: string, reason: string) => void
}

export const createEndpoints = (urls: readonly string[], network: ForkNetwork): RpcEndpoint[] => {
  const { onExclude: _, ...options } = network
  return urls.map((url) => createRpcEndpoint({ url, ...options }))
}

export const createPool = (
  endpoints: readonly RpcEndpoint[],
  chainId: number,
  quorum: number,
  { onExclude }: ForkNetwork,
): EndpointPool => createEndpointPool({ endpoints, chainId, quorum, ...(onExclude === undefined ? {} : { onExclude }) })
