import { z } from 'zod'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'

const Quantity = z.string().regex(/^0x[0-9a-f]+$/)
const BlockHead = z.object({ number: Quantity, timestamp: Quantity })

/** Calls `listener` with the chain's head now and after every block (EIP-758, `newHeads`). */
export const watchHead = async (
  provider: EthereumProvider,
  listener: (head: { number: number; timestampS: number }) => void,
): Promise<void> => {
  const report = (block: unknown): void => {
    const { number, timestamp } = BlockHead.parse(block)
    listener({ number: Number(number), timestampS: Number(timestamp) })
  }
  const subscription = await provider.request({ method: 'eth_subscribe', params: ['newHeads'] })
  provider.on('message', ({ data }) => {
    if (data.subscription === subscription) report(data.result)
  })
  report(await provider.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }))
}
