import { z } from 'zod'
import type { Chain, ExecutionSession } from '../../chain/Chain.ts'
import type { BlockRecord } from '../../chain/store/ChainRecords.ts'
import { createTraceBudget, TraceTooLargeError } from '../../evm/trace/createTraceBudget.ts'
import { defineMethod, type Json, type MethodTable, type RpcContext } from '../RpcContext.ts'
import { requireSealed } from '../resolveBlock.ts'
import { BlockId } from '../schemas.ts'
import { createMemoryBranch } from '../simulateV1/createMemoryBranch.ts'
import { formatSimulatedBlock } from '../simulateV1/formatSimulation.ts'
import { planBlocks } from '../simulateV1/planBlocks.ts'
import { SimulatePayload } from '../simulateV1/SimulatePayload.ts'
import { refuseSimulation } from '../simulateV1/SimulationError.ts'
import { simulateBlock, toRecord } from '../simulateV1/simulateBlock.ts'

/** geth's default: of all blocks together. */
const GAS_CAP = 50_000_000n

const simulate = async (
  chain: Chain,
  session: ExecutionSession,
  base: BlockRecord,
  payload: SimulatePayload,
): Promise<Json> => {
  const planned = planBlocks(payload.blockStateCalls, base)
  const branch = createMemoryBranch(chain.store, base.header.stateRoot)
  const mode = {
    isValidated: payload.validation === true,
    tracesTransfers: payload.traceTransfers === true,
    budget: createTraceBudget(),
  }
  const earlier: BlockRecord[] = []
  const results: Json[] = []
  let gasLeft = GAS_CAP
  let parent = base
  for (const block of planned) {
    const finished = await simulateBlock({ chain, session, branch, mode, earlier, gasLeft }, block, parent)
    parent = toRecord(finished)
    earlier.push(parent)
    gasLeft -= parent.header.gasUsed
    results.push(formatSimulatedBlock(finished, payload.returnFullTransactions === true))
  }
  return results
}

const handle = async (
  { chain }: RpcContext,
  payload: SimulatePayload,
  id: BlockId | null | undefined,
): Promise<Json> => {
  const base = requireSealed(chain, id ?? 'latest')
  try {
    return await chain.execute(
      base,
      (environment) => environment,
      (session) => simulate(chain, session, base, payload),
    )
  } catch (error) {
    throw error instanceof TraceTooLargeError ? refuseSimulation('clientLimit', error.message) : error
  }
}

/** Whole blocks of calls, imagined one after another (execution-apis). */
export const simulateV1Methods: MethodTable = {
  eth_simulateV1: defineMethod(z.tuple([SimulatePayload, BlockId.nullish()]), (context, [payload, id]) =>
    handle(context, payload, id),
  ),
}
