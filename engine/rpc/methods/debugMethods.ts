import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import type { Chain, ExecutionSession } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import { decodeStoredTransaction } from '../../chain/pool/decodeTransaction.ts'
import type { BlockRecord, TransactionRecord } from '../../chain/store/ChainRecords.ts'
import { toEnvironment } from '../../chain/toEnvironment.ts'
import { createTraceBudget, type TraceBudget, TraceTooLargeError } from '../../evm/trace/createTraceBudget.ts'
import type { TraceJson } from '../../evm/trace/Tracer.ts'
import { encodeBlock, encodeReceipts } from '../encodeBlock.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { requireBlock, requireSealed } from '../resolveBlock.ts'
import { BlockId, BlockNumberOrTag, BlockOverride, CallRequest, HashBytes, StateOverride } from '../schemas.ts'
import { overrideBlock, overrideState, toMessage } from '../toMessage.ts'
import { TraceConfig, traceMessage, traceTransaction } from '../traceTransaction.ts'

const Config = TraceConfig.nullish().transform((config) => config ?? {})

const CallConfig = TraceConfig.extend({
  stateOverrides: StateOverride.nullish(),
  blockOverrides: BlockOverride.nullish(),
})
  .nullish()
  .transform((config) => config ?? {})

/** Gives `task` what one request may spend. */
const withinBudget = async <Result>(task: (budget: TraceBudget) => Promise<Result>): Promise<Result> => {
  try {
    return await task(createTraceBudget())
  } catch (error) {
    throw error instanceof TraceTooLargeError ? new RpcError(RPC_CODES.limitExceeded, error.message) : error
  }
}

/** Runs `task` in a sealed block before its first transaction: on its parent's state, after the opening system calls. */
const reopen = <Result>(
  chain: Chain,
  block: BlockRecord,
  task: (session: ExecutionSession) => Promise<Result>,
): Promise<Result> => {
  const parent = chain.store.getBlockByNumber(block.number - 1)
  if (parent === undefined) throw refuse('genesis is not traceable')
  return chain.execute(
    parent,
    () => toEnvironment(block.header),
    async (session) => {
      await session.execution.open()
      return task(session)
    },
  )
}

/** A block whose accounts were changed from outside any transaction does not run the same again: better no trace than a wrong one. */
const requireSame = (record: TransactionRecord, result: { readonly isSuccess: boolean; readonly gasUsed: bigint }) => {
  if (result.gasUsed === BigInt(record.gasUsed) && result.isSuccess === record.isSuccess) return
  throw refuse(
    `transaction ${toHex(record.hash)} does not run again as it did: block ${record.blockNumber} was changed`,
  )
}

const replay = async (chain: Chain, { execution }: ExecutionSession, record: TransactionRecord): Promise<void> =>
  requireSame(record, await execution.runTransaction(decodeStoredTransaction(record.raw, chain.common)))

const traceRecord = async (
  chain: Chain,
  session: ExecutionSession,
  record: TransactionRecord,
  config: TraceConfig,
  budget: TraceBudget,
): Promise<TraceJson> => {
  const transaction = decodeStoredTransaction(record.raw, chain.common)
  const { trace, result } = await traceTransaction(session, transaction, config, budget)
  requireSame(record, result)
  return trace
}

const traceOne = async (chain: Chain, hash: Uint8Array, config: TraceConfig): Promise<Json> => {
  const record = chain.store.getTransaction(hash)
  const block = record === undefined ? undefined : chain.store.getBlockByNumber(record.blockNumber)
  if (record === undefined || block === undefined) throw refuse('transaction not found')
  return withinBudget((budget) =>
    reopen(chain, block, async (session) => {
      const earlier = chain.store.getTransactions(block.number).slice(0, record.position)
      for (const before of earlier) await replay(chain, session, before)
      return traceRecord(chain, session, record, config, budget)
    }),
  )
}

const traceBlock = async (chain: Chain, block: BlockRecord, config: TraceConfig): Promise<Json> =>
  withinBudget((budget) =>
    reopen(chain, block, async (session) => {
      const traces: Json[] = []
      for (const record of chain.store.getTransactions(block.number)) {
        const result = await traceRecord(chain, session, record, config, budget)
        traces.push({ txHash: toHex(record.hash), result })
      }
      return traces
    }),
  )

const TraceCallParams = z.tuple([CallRequest, BlockId.nullish(), CallConfig])

/**
 * Traces by running again. For the desk itself: each holds the chain for as long as its block took, and may answer with 128 MiB.
 */
export const traceMethods: MethodTable = {
  debug_traceTransaction: defineMethod(z.tuple([HashBytes, Config]), ({ chain }, [hash, config]) =>
    traceOne(chain, hash, config),
  ),
  debug_traceBlockByNumber: defineMethod(z.tuple([BlockNumberOrTag, Config]), ({ chain }, [id, config]) =>
    traceBlock(chain, requireSealed(chain, id), config),
  ),
  debug_traceBlockByHash: defineMethod(z.tuple([HashBytes, Config]), ({ chain }, [hash, config]) =>
    traceBlock(chain, requireSealed(chain, hash), config),
  ),
  debug_traceCall: defineMethod(TraceCallParams, ({ chain }, [request, id, config]) =>
    withinBudget((budget) =>
      chain.execute(
        requireBlock(chain, id ?? 'latest'),
        (environment) => overrideBlock(environment, config.blockOverrides ?? undefined),
        async (session) => {
          overrideState(session.state, config.stateOverrides)
          return traceMessage(session, toMessage(request, session.environment), config, budget)
        },
      ),
    ),
  ),
}

const BlockParams = z.tuple([BlockId])

/** Blocks and what is in them in the bytes that consensus hashes. */
export const rawMethods: MethodTable = {
  debug_getRawHeader: defineMethod(BlockParams, ({ chain }, [id]) =>
    toHex(requireSealed(chain, id).header.serialize()),
  ),
  debug_getRawBlock: defineMethod(BlockParams, ({ chain }, [id]) => {
    const block = requireSealed(chain, id)
    return toHex(encodeBlock(block, chain.store.getTransactions(block.number)))
  }),
  debug_getRawReceipts: defineMethod(BlockParams, ({ chain }, [id]) => {
    const { number } = requireSealed(chain, id)
    const filter = { fromBlock: number, toBlock: number, addresses: [], topics: [] }
    const logs = chain.store.getLogs(filter, Number.MAX_SAFE_INTEGER)
    return encodeReceipts(chain.store.getTransactions(number), logs).map(toHex)
  }),
  debug_getRawTransaction: defineMethod(z.tuple([HashBytes]), ({ chain }, [hash]) => {
    const raw = chain.store.getTransaction(hash)?.raw ?? chain.getPooled(toHex(hash))?.raw
    return raw === undefined ? null : toHex(raw)
  }),
}
