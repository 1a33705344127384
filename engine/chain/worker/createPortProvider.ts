import type { MessagePort } from 'node:worker_threads'
import type { EthereumProvider, ProviderMessage } from '../../networks/Network.ts'
import { createPortClient } from './createPortClient.ts'

/** A provider that stops when it is closed or its chain ends; requests then fail with EIP-1193's code 4900. */
export type PortProvider = EthereumProvider & { close(): void }

/**
 * Turns a port to the chain's worker into an EIP-1193 provider, in whatever thread the port is.
 *
 * @example
 * const client = createPublicClient({ chain, transport: custom(createPortProvider(port)) })
 */
export const createPortProvider = (port: MessagePort): PortProvider => {
  const listeners = new Set<(message: ProviderMessage) => void>()
  const client = createPortClient(port, ({ params }) => {
    const data = params as ProviderMessage['data']
    for (const listener of listeners) listener({ type: 'eth_subscription', data })
  })
  return {
    request: ({ method, params }) => client.send({ method, params }),
    on: (_event, listener) => void listeners.add(listener),
    removeListener: (_event, listener) => void listeners.delete(listener),
    close: client.close,
  }
}
