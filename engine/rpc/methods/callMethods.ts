import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import type { ExecutionSession } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import { InvalidTransactionError, type Message } from '../../evm/Executor.ts'
import { estimateRequest } from '../estimateGas.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { requireBlock } from '../resolveBlock.ts'
import { BlockId, BlockOverride, CallRequest, Quantity, StateOverride } from '../schemas.ts'
import { overrideBlock, overrideState, requireSuccess, toMessage } from '../toMessage.ts'

const MAX_SIMULATED_CALLS = 256

const CallParams = z.tuple([CallRequest, BlockId.nullish(), StateOverride.nullish(), BlockOverride.nullish()])

const runOrRefuse = async ({ execution }: ExecutionSession, message: Message) => {
  try {
    return await execution.runMessage(message)
  } catch (error) {
    throw error instanceof InvalidTransactionError ? refuse(error.message) : error
  }
}

const SimulateParams = z.tuple([
  z.object({
    calls: z.array(CallRequest).max(MAX_SIMULATED_CALLS),
    stateOverride: StateOverride.optional(),
    /** Seconds since 1970 of the block in which the calls are imagined. */
    timestamp: Quantity.optional(),
  }),
])

const simulateCall = async (session: ExecutionSession, message: Message): Promise<Json> => {
  try {
    const result = await session.execution.runMessage(message)
    return {
      status: result.isSuccess ? 'success' : result.error === 'revert' ? 'reverted' : 'failed',
      gasUsed: toQuantity(result.gasUsed),
      returnData: toHex(result.returnData),
      error: result.error ?? null,
      logs: result.logs.map(({ address, topics, data }) => ({
        address: toHex(address),
        topics: topics.map(toHex),
        data: toHex(data),
      })),
    }
  } catch (error) {
    if (!(error instanceof InvalidTransactionError)) throw error
    return { status: 'invalid', gasUsed: '0x0', returnData: '0x', error: error.message, logs: [] }
  }
}

/** Execution that leaves no trace. */
export const callMethods: MethodTable = {
  eth_call: defineMethod(CallParams, ({ chain }, [request, id, stateOverride, blockOverride]) =>
    chain.execute(
      requireBlock(chain, id ?? 'latest'),
      (environment) => overrideBlock(environment, blockOverride ?? undefined),
      async (session) => {
        overrideState(session.state, stateOverride)
        const result = await runOrRefuse(session, toMessage(request, session.environment))
        return toHex(requireSuccess(result).returnData)
      },
    ),
  ),
  eth_estimateGas: defineMethod(CallParams, async ({ chain }, [request, id, stateOverride, blockOverride]) =>
    toQuantity(await estimateRequest(chain, request, { id, stateOverride, blockOverride })),
  ),
}

/** What-if for the desk itself: calls in order, each seeing what those before it did. */
export const simulationMethods: MethodTable = {
  quantera_simulate: defineMethod(SimulateParams, ({ chain }, [{ calls, stateOverride, timestamp }]) =>
    chain.execute(
      'pending',
      (environment) => overrideBlock(environment, timestamp === undefined ? undefined : { time: timestamp }),
      async (session) => {
        overrideState(session.state, stateOverride)
        const results: Json[] = []
        for (const call of calls) results.push(await simulateCall(session, toMessage(call, session.environment)))
        const { number, timestamp: time } = session.environment
        return { blockNumber: toQuantity(number), timestamp: toQuantity(time), results }
      },
    ),
  ),
}
