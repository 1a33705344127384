import { z } from 'zod'
import type { Chain, ExecutionSession } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import { decodeSigned } from '../../chain/pool/decodeTransaction.ts'
import { createFlatCallTracer } from '../../evm/trace/createFlatCallTracer.ts'
import { createParityTracer } from '../../evm/trace/createParityTracer.ts'
import type { TraceJson } from '../../evm/trace/Tracer.ts'
import { defineMethod, type Json, type MethodTable } from '../RpcContext.ts'
import { requireBlock, requireSealed } from '../resolveBlock.ts'
import {
  AddressBytes,
  BlockId,
  BlockNumberOrTag,
  CallRequest,
  HashBytes,
  Quantity,
  RawTransaction,
} from '../schemas.ts'
import { toMessage } from '../toMessage.ts'
import {
  type MakeTracer,
  traceBlock,
  traceMessage,
  traceSealed,
  traceTransaction,
  withinBudget,
} from '../traceTransaction.ts'

const MAX_CALLS = 256
/** How many transactions one filter may run again, and how many calls it may answer. */
const MAX_FILTERED_TRANSACTIONS = 10_000
const MAX_FILTERED_CALLS = 10_000

/** `vmTrace` is not made: `debug_traceTransaction` says more, in less. */
const TraceTypes = z
  .array(z.enum(['trace', 'stateDiff'], 'only "trace" and "stateDiff" are traced'))
  .max(8)
  .transform((types) => ({ hasTrace: types.includes('trace'), hasStateDiff: types.includes('stateDiff') }))
type TraceTypes = z.output<typeof TraceTypes>

/** The calls of one transaction, as `trace_block` and the like list them. */
type PlacedCall = {
  readonly action: { readonly from?: string; readonly to?: string; readonly address?: string }
  readonly result: { readonly address?: string } | null
  readonly traceAddress: readonly number[]
}

const makeFlat: MakeTracer = ({ state, isPrecompile, place, budget }) =>
  createFlatCallTracer({ convertParityErrors: true }, state, isPrecompile, place, budget)

const makeParity =
  (types: TraceTypes): MakeTracer =>
  ({ subject, state, isPrecompile, budget }) =>
    createParityTracer(types, subject, state, isPrecompile, budget)

/** All calls of a sealed block; the first block has none. */
const listCalls = async (chain: Chain, number: number): Promise<TraceJson[]> => {
  const block = chain.store.getBlockByNumber(number)
  if (block === undefined || number === 0) return []
  const traces = await withinBudget((budget) => traceBlock(chain, block, makeFlat, budget))
  return traces.flatMap(({ result }) => result as readonly TraceJson[])
}

const FilterRequest = z.object({
  fromBlock: BlockNumberOrTag.optional(),
  toBlock: BlockNumberOrTag.optional(),
  fromAddress: z.array(AddressBytes).max(1_000).nullish(),
  toAddress: z.array(AddressBytes).max(1_000).nullish(),
  after: z.number().int().min(0).optional(),
  count: z.number().int().min(0).optional(),
  /** `union`: either address fits; `intersection`: both do. */
  mode: z.enum(['union', 'intersection']).optional(),
})
type FilterRequest = z.output<typeof FilterRequest>

const toAddresses = (addresses: readonly Uint8Array[] | null | undefined): ReadonlySet<string> =>
  new Set((addresses ?? []).map((address) => `0x${Buffer.from(address).toString('hex')}`))

/** Whether a call is from and to one of the wanted; anyone, where nobody is named. */
const createCallFilter = ({ fromAddress, toAddress, mode }: FilterRequest) => {
  const from = toAddresses(fromAddress)
  const to = toAddresses(toAddress)
  return (call: PlacedCall): boolean => {
    const isFrom = from.has(call.action.from ?? call.action.address ?? '')
    const isTo = to.has(call.action.to ?? call.result?.address ?? '')
    if (from.size === 0) return to.size === 0 || isTo
    if (to.size === 0) return isFrom
    return mode === 'intersection' ? isFrom && isTo : isFrom || isTo
  }
}

const filterCalls = async (chain: Chain, filter: FilterRequest): Promise<Json> => {
  const first = requireSealed(chain, filter.fromBlock ?? 'latest').number
  const last = requireSealed(chain, filter.toBlock ?? 'latest').number
  const count = Math.min(filter.count ?? MAX_FILTERED_CALLS, MAX_FILTERED_CALLS)
  const isWanted = createCallFilter(filter)
  const found: Json[] = []
  let toSkip = filter.after ?? 0
  let transactions = 0
  for (let number = first; number <= last && found.length < count; number++) {
    transactions += chain.store.getTransactions(number).length
    if (transactions > MAX_FILTERED_TRANSACTIONS) {
      throw refuse(`trace_filter runs at most ${MAX_FILTERED_TRANSACTIONS} transactions again: ask for fewer blocks`)
    }
    const wanted = (await listCalls(chain, number)).filter((call) => isWanted(call as unknown as PlacedCall))
    found.push(...wanted.slice(toSkip, toSkip + count - found.length))
    toSkip = Math.max(0, toSkip - wanted.length)
  }
  return found
}

const CallManyParams = z.tuple([z.array(z.tuple([CallRequest, TraceTypes])).max(MAX_CALLS), BlockId.nullish()])
type CallToTrace = z.output<typeof CallManyParams>[0][number]

/** Calls in order, each on what those before it left. */
const traceCalls = (
  chain: Chain,
  calls: readonly CallToTrace[],
  id: BlockId | null | undefined,
): Promise<TraceJson[]> =>
  withinBudget((budget) =>
    chain.execute(
      requireBlock(chain, id ?? 'latest'),
      (environment) => environment,
      async (session) => {
        const traces: TraceJson[] = []
        for (const [request, types] of calls) {
          const run = { common: chain.common, make: makeParity(types), budget }
          traces.push((await traceMessage(session, toMessage(request, session.environment), run)).trace)
        }
        return traces
      },
    ),
  )

const traceRaw = (chain: Chain, raw: Uint8Array, types: TraceTypes): Promise<TraceJson> => {
  const { transaction } = decodeSigned(raw, chain.common)
  const run = (session: ExecutionSession) =>
    withinBudget(async (budget) => {
      const made = { common: chain.common, make: makeParity(types), budget }
      return (await traceTransaction(session, transaction, made)).trace
    })
  return chain.execute('pending', (environment) => environment, run)
}

const findCall = (calls: readonly PlacedCall[], path: readonly bigint[]): PlacedCall | undefined =>
  calls.find(({ traceAddress }) => traceAddress.join() === path.join())

/** OpenEthereum's `trace_*`: calls as flat lists, differences of the state. They run again what they trace, as `debug_trace*` do. */
export const flatTraceMethods: MethodTable = {
  trace_transaction: defineMethod(
    z.tuple([HashBytes]),
    async ({ chain }, [hash]) => (await traceSealed(chain, hash, makeFlat)) ?? null,
  ),
  trace_get: defineMethod(z.tuple([HashBytes, z.array(Quantity).max(1_024)]), async ({ chain }, [hash, path]) => {
    const calls = (await traceSealed(chain, hash, makeFlat)) as readonly PlacedCall[] | undefined
    return (findCall(calls ?? [], path) as Json | undefined) ?? null
  }),
  trace_block: defineMethod(z.tuple([BlockId]), ({ chain }, [id]) => listCalls(chain, requireSealed(chain, id).number)),
  trace_filter: defineMethod(z.tuple([FilterRequest]), ({ chain }, [filter]) => filterCalls(chain, filter)),
  trace_call: defineMethod(
    z.tuple([CallRequest, TraceTypes, BlockId.nullish()]),
    async ({ chain }, [request, types, id]) => (await traceCalls(chain, [[request, types]], id))[0] ?? null,
  ),
  trace_callMany: defineMethod(CallManyParams, ({ chain }, [calls, id]) => traceCalls(chain, calls, id)),
  trace_rawTransaction: defineMethod(z.tuple([RawTransaction, TraceTypes]), ({ chain }, [raw, types]) =>
    traceRaw(chain, raw, types),
  ),
  trace_replayTransaction: defineMethod(z.tuple([HashBytes, TraceTypes]), async ({ chain }, [hash, types]) => {
    const trace = await traceSealed(chain, hash, makeParity(types))
    if (trace === undefined) throw refuse('transaction not found')
    return trace
  }),
  trace_replayBlockTransactions: defineMethod(z.tuple([BlockId, TraceTypes]), ({ chain }, [id, types]) =>
    withinBudget(async (budget) => {
      const traces = await traceBlock(chain, requireSealed(chain, id), makeParity(types), budget)
      return traces.map(({ txHash, result }) => ({ ...(result as object), transactionHash: txHash }))
    }),
  ),
}
