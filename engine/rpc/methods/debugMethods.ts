import { z } from 'zod'
import { toHex } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import { encodeBlock, encodeReceipts } from '../../chain/encodeBlock.ts'
import { decodeBlock } from '../../chain/import/decodeBlock.ts'
import { InvalidBlockError } from '../../chain/import/InvalidBlockError.ts'
import type { BlockRecord } from '../../chain/store/ChainRecords.ts'
import { createTracer, TraceConfig } from '../createTracer.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { requireBlock, requireSealed } from '../resolveBlock.ts'
import {
  BlockId,
  BlockNumberOrTag,
  BlockOverride,
  CallRequest,
  HashBytes,
  NoParams,
  StateOverride,
} from '../schemas.ts'
import { overrideBlock, overrideState, toMessage } from '../toMessage.ts'
import { type MakeTracer, traceBlock, traceMessage, traceSealed, withinBudget } from '../traceTransaction.ts'

const MAX_BLOCK_DIGITS = 2 * 8_388_608

const Config = TraceConfig.nullish().transform((config) => config ?? {})

const Overrides = z.object({ stateOverrides: StateOverride.nullish(), blockOverrides: BlockOverride.nullish() })
const CallConfig = z
  .intersection(TraceConfig, Overrides)
  .nullish()
  .transform((config) => config ?? {})

const toMaker =
  (config: TraceConfig): MakeTracer =>
  (context) =>
    createTracer(config, context)

/** The pending block is never executed before it is sealed: there is nothing to run again. */
const requireTraceable = (chain: Chain, id: BlockId): BlockRecord => {
  if (id === 'pending') throw refuse('tracing on top of pending is not supported')
  return requireSealed(chain, id)
}

const traceBlockById = (chain: Chain, id: BlockId, config: TraceConfig): Promise<Json> =>
  withinBudget((budget) => traceBlock(chain, requireTraceable(chain, id), toMaker(config), budget))

const BlockBytes = z
  .string()
  .max(MAX_BLOCK_DIGITS + 2)
  .regex(/^0x(?:[0-9a-fA-F]{2})*$/, 'not 0x-hex bytes')
  .transform((hex) => new Uint8Array(Buffer.from(hex.slice(2), 'hex')))

/** The hash of a block given in bytes. */
const hashBlock = (chain: Chain, encoded: Uint8Array): Uint8Array => {
  try {
    return decodeBlock(encoded, chain.common).header.hash()
  } catch (error) {
    throw error instanceof InvalidBlockError ? refuse(`could not decode block: ${error.message}`) : error
  }
}

const TraceCallParams = z.tuple([CallRequest, BlockId.nullish(), CallConfig])

/**
 * Traces by running again. For the desk itself: each holds the chain for as long as its block took, and may answer with 128 MiB.
 */
export const traceMethods: MethodTable = {
  debug_traceTransaction: defineMethod(z.tuple([HashBytes, Config]), async ({ chain }, [hash, config]) => {
    const trace = await traceSealed(chain, hash, toMaker(config))
    if (trace === undefined) throw refuse('transaction not found')
    return trace
  }),
  debug_traceBlockByNumber: defineMethod(z.tuple([BlockNumberOrTag, Config]), ({ chain }, [id, config]) =>
    traceBlockById(chain, id, config),
  ),
  debug_traceBlockByHash: defineMethod(z.tuple([HashBytes, Config]), ({ chain }, [hash, config]) =>
    traceBlockById(chain, hash, config),
  ),
  /** A block of this chain, given in bytes. */
  debug_traceBlock: defineMethod(z.tuple([BlockBytes, Config]), ({ chain }, [encoded, config]) =>
    traceBlockById(chain, hashBlock(chain, encoded), config),
  ),
  debug_traceCall: defineMethod(TraceCallParams, ({ chain }, [request, id, config]) =>
    withinBudget((budget) =>
      chain.execute(
        requireBlock(chain, id ?? 'latest'),
        (environment) =>
          overrideBlock(environment, 'blockOverrides' in config ? (config.blockOverrides ?? undefined) : undefined),
        async (session) => {
          if ('stateOverrides' in config) overrideState(session.state, config.stateOverrides)
          const run = { common: chain.common, make: toMaker(config), budget }
          return (await traceMessage(session, toMessage(request, session.environment), run)).trace
        },
      ),
    ),
  ),
}

const BlockParams = z.tuple([BlockId])

/** Blocks and what is in them in the bytes that consensus hashes. */
export const rawMethods: MethodTable = {
  /** A chain that makes its own blocks has met none. */
  debug_getBadBlocks: defineMethod(NoParams, () => []),
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
