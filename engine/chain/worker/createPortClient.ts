import type { MessagePort } from 'node:worker_threads'
import { ProviderRpcError } from '../../networks/ProviderRpcError.ts'
import type { SessionRequest, SessionResponse } from './portMessages.ts'

/** EIP-1193: the provider is disconnected. */
const DISCONNECTED = 4900

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: ProviderRpcError) => void }

/** A request without its id: a union member each. */
type Content = { readonly method: string; readonly params: unknown } | { readonly text: string }

/** Sends requests over a port to a session of the chain's worker and matches the answers. */
export const createPortClient = (
  port: MessagePort,
  onNotification: (notification: { readonly method: string; readonly params: unknown }) => void,
) => {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let isOpen = true

  port.on('message', (response: SessionResponse) => {
    if ('notification' in response) return onNotification(response.notification)
    const call = waiting.get(response.id)
    waiting.delete(response.id)
    if ('error' in response) call?.reject(new ProviderRpcError(response.error))
    else call?.resolve(response.result)
  })
  port.on('close', () => {
    isOpen = false
    for (const { reject } of waiting.values()) reject(createDisconnected())
    waiting.clear()
  })

  return {
    send: (content: Content): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (!isOpen) return reject(createDisconnected())
        const id = ++lastId
        waiting.set(id, { resolve, reject })
        port.postMessage({ id, ...content } satisfies SessionRequest)
      }),
    close: (): void => port.close(),
  }
}

const createDisconnected = (): ProviderRpcError =>
  new ProviderRpcError({ code: DISCONNECTED, message: 'The chain is not running.' })
