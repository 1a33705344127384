import type { Hex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import type { Clock } from '../types.ts'

const HexText = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]*$/.test(value))

/** What the settlement needs of a transaction receipt (execution-apis, `eth_getTransactionReceipt`). */
const MinedReceipt = z.object({
  transactionHash: HexText,
  blockNumber: HexText,
  status: HexText,
  logs: z.array(
    z.object({
      address: HexText,
      data: HexText,
      topics: z.custom<[Hex, ...Hex[]]>((value) => Array.isArray(value) && value.length > 0),
    }),
  ),
})
export type MinedReceipt = z.infer<typeof MinedReceipt>

const firstPollMs = 5
const slowestPollMs = 1_000
const timeoutMs = 120_000

/** Waits until a transaction is in a block. Throws `chain/unavailable` when it isn't within two minutes. */
export const waitForReceipt = async (provider: EthereumProvider, hash: Hex, clock: Clock): Promise<MinedReceipt> => {
  for (let waitedMs = 0, pollMs = firstPollMs; waitedMs < timeoutMs; waitedMs += pollMs) {
    const receipt = await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })
    if (receipt !== null) return MinedReceipt.parse(receipt)
    pollMs = Math.min(pollMs * 2, slowestPollMs)
    await new Promise<void>((resolve) => clock.after(pollMs, resolve))
  }
  throw new TerminalError('chain/unavailable', 'A settlement was sent and is in no block yet.', {
    transactionHash: hash,
  })
}
