import type { EthereumProvider, ProviderMessage } from '../networks/Network.ts'
import { ProviderRpcError } from '../networks/ProviderRpcError.ts'
import type { RpcServer } from './createRpcServer.ts'
import { toRpcErrorBody } from './RpcError.ts'

/** A provider in the process of the chain, with the development methods. For tests and tools: elsewhere the chain is in a worker. */
export const createLocalProvider = (server: RpcServer): EthereumProvider & { close(): void } => {
  const listeners = new Set<(message: ProviderMessage) => void>()
  const session = server.openSession({
    rights: 'desk',
    notify: ({ params }) => {
      for (const listener of listeners) listener({ type: 'eth_subscription', data: params })
    },
  })
  return {
    request: async ({ method, params }) => {
      try {
        return await server.request(session, method, params)
      } catch (error) {
        throw new ProviderRpcError(toRpcErrorBody(error))
      }
    },
    on: (_event, listener) => void listeners.add(listener),
    removeListener: (_event, listener) => void listeners.delete(listener),
    close: () => server.closeSession(session),
  }
}
