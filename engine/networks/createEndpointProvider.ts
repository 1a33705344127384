import type { EthereumProvider } from './Network.ts'
import { ProviderRpcError } from './ProviderRpcError.ts'
import type { RpcEndpoint } from './RpcEndpoint.ts'

/** An EIP-1193 provider of a single node over HTTP, which has no subscriptions. */
export const createEndpointProvider = (endpoint: RpcEndpoint): EthereumProvider => ({
  request: async ({ method, params }) => {
    const [answer] = await endpoint.send([{ method, params: Array.isArray(params) ? params : [] }])
    if (answer === undefined) throw new Error('An endpoint answered no call.')
    if ('result' in answer) return answer.result
    throw new ProviderRpcError(answer.error)
  },
  on: () => undefined,
  removeListener: () => undefined,
})
