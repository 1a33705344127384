import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import type { StateKey, UpcomingMessage } from '../../evm/ExecutionState.ts'
import { FixedDataAnswer, HashAnswer } from '../../networks/answerSchemas.ts'
import type { EndpointPool } from '../../networks/createEndpointPool.ts'
import type { RpcAnswer } from '../../networks/RpcEndpoint.ts'
import { toHex, toQuantity } from '../bytes.ts'

const MAX_KEYS = 2_000

const AccessListAnswer = z.object({
  accessList: z
    .array(z.object({ address: FixedDataAnswer(20), storageKeys: z.array(HashAnswer).max(MAX_KEYS) }))
    .max(MAX_KEYS),
})

/**
 * Asks a node what a message would touch (EIP-2930), so that it can be fetched in one go instead of slot by slot. The answer is
 * a guess: the message runs on the fork's own state, and whatever is fetched is made sure of as ever. A node that cannot say is not
 * asked again.
 */
export const createForesight = (pool: EndpointPool, blockHash: string) => {
  let isOffered = true

  const read = ([answer]: readonly RpcAnswer[]): readonly StateKey[] => {
    if (answer === undefined || 'error' in answer) {
      isOffered = answer === undefined || answer.error.code !== METHOD_NOT_FOUND
      return []
    }
    const parsed = AccessListAnswer.safeParse(answer.result)
    if (!parsed.success) return []
    return parsed.data.accessList.map(({ address, storageKeys }) => ({ address, slots: storageKeys }))
  }

  return async ({ from, to, data, value }: UpcomingMessage): Promise<readonly StateKey[]> => {
    if (!isOffered || data.length === 0) return []
    const call = {
      from: toHex(from),
      ...(to === undefined ? {} : { to: toHex(to) }),
      data: toHex(data),
      value: toQuantity(value),
    }
    try {
      return await pool.ask([{ method: 'eth_createAccessList', params: [call, { blockHash }] }], read)
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error
      isOffered = false
      return []
    }
  }
}

/** JSON-RPC 2.0, section 5.1. */
const METHOD_NOT_FOUND = -32_601
