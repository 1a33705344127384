import type { EthereumProvider, ProviderMessage } from '../../../../engine/networks/Network.ts'

/** A provider of a chain that is started when somebody asks for something, and may be stopped and started again in between. */
export const createLazyProvider = (open: () => Promise<EthereumProvider>): EthereumProvider => {
  const listeners = new Set<(message: ProviderMessage) => void>()
  const heard = new WeakSet<EthereumProvider>()
  const relay = (message: ProviderMessage): void => {
    for (const listener of listeners) listener(message)
  }
  return {
    request: async (request) => {
      const provider = await open()
      if (!heard.has(provider)) provider.on('message', relay)
      heard.add(provider)
      return provider.request(request)
    },
    on: (_event, listener) => void listeners.add(listener),
    removeListener: (_event, listener) => void listeners.delete(listener),
  }
}
