import type { EthereumProvider } from './Network.ts'

const maxRemembered = 10_000

/**
 * A provider that asks each `eth_call` once a block: every new block (EIP-758, `newHeads`) empties its memory, and concurrent askers
 * share one answer. The notification comes over the same connection as the answers, so whoever has seen a transaction's receipt
 * never reads the state before it. Failed calls aren't remembered.
 */
export const rememberCalls = (provider: EthereumProvider): EthereumProvider => {
  const known = new Map<string, Promise<unknown>>()
  let subscription: unknown
  // Until the subscription stands, and if it never does, every call is asked.
  provider.request({ method: 'eth_subscribe', params: ['newHeads'] }).then(
    (id) => (subscription = id),
    () => undefined,
  )
  provider.on('message', ({ data }) => {
    if (data.subscription === subscription) known.clear()
  })
  return {
    ...provider,
    request: (request) => {
      if (request.method !== 'eth_call' || subscription === undefined) return provider.request(request)
      const key = JSON.stringify(request.params)
      const remembered = known.get(key)
      if (remembered !== undefined) return remembered
      const answer = provider.request(request)
      if (known.size >= maxRemembered) known.clear()
      known.set(key, answer)
      answer.catch(() => {
        if (known.get(key) === answer) known.delete(key)
      })
      return answer
    },
  }
}
