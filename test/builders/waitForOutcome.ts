import type { DeskClient } from '../../engine/api/contract.ts'
import type { FillRecord } from '../../engine/api/order.ts'

/** Waits until a fill of the account no longer waits for the chain. */
export const waitForOutcome = async (desk: DeskClient, account: string, fillId: string): Promise<FillRecord> => {
  const abort = new AbortController()
  const stream = await desk.market.watchAccount({ account }, { signal: abort.signal })
  for await (const { fills } of stream) {
    const fill = fills.find((candidate) => candidate.fillId === fillId)
    if (fill !== undefined && fill.settlement !== 'matched') {
      abort.abort()
      return fill
    }
  }
  throw new Error('The stream ended.')
}
