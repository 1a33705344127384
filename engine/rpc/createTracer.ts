import { z } from 'zod'
import type { ExecutionState } from '../evm/ExecutionState.ts'
import { createCallTracer } from '../evm/trace/createCallTracer.ts'
import { createFlatCallTracer, type FlatCall } from '../evm/trace/createFlatCallTracer.ts'
import { createFourByteTracer } from '../evm/trace/createFourByteTracer.ts'
import { createMuxTracer } from '../evm/trace/createMuxTracer.ts'
import { createPrestateTracer } from '../evm/trace/createPrestateTracer.ts'
import { createStructLogTracer } from '../evm/trace/createStructLogTracer.ts'
import type { TraceSubject } from '../evm/trace/createTouchRecorder.ts'
import type { TraceBudget } from '../evm/trace/createTraceBudget.ts'
import type { TransactionTracer } from '../evm/trace/Tracer.ts'

const Flag = z.boolean().optional()

const TRACER_NAMES = ['callTracer', 'prestateTracer', 'flatCallTracer', '4byteTracer', 'noopTracer'] as const
type TracerName = (typeof TRACER_NAMES)[number]

const Options = z.object({
  withLog: Flag,
  onlyTopCall: Flag,
  diffMode: Flag,
  disableCode: Flag,
  disableStorage: Flag,
  convertParityErrors: Flag,
  includePrecompiles: Flag,
})
type Options = z.output<typeof Options>

const StructLogConfig = z.object({
  disableStack: Flag,
  enableMemory: Flag,
  disableStorage: Flag,
  enableReturnData: Flag,
  limit: z.number().int().min(0).optional(),
})

/** geth's `TraceConfig`: options of the default tracer, or the name of another and its options. */
export const TraceConfig = z.union([
  StructLogConfig.extend({ tracer: z.null().optional() }),
  z.object({ tracer: z.enum(TRACER_NAMES), tracerConfig: Options.nullish() }),
  z.object({
    tracer: z.literal('muxTracer'),
    tracerConfig: z.partialRecord(z.enum(TRACER_NAMES), Options.nullable()).nullish(),
  }),
])
export type TraceConfig = z.output<typeof TraceConfig>

/** What a tracer is made for. */
export type TracerContext = {
  readonly subject: TraceSubject
  readonly state: ExecutionState
  readonly isPrecompile: (address: Uint8Array) => boolean
  /** The block and the transaction, as each call of a flat trace names them. */
  readonly place: FlatCall
  readonly budget: TraceBudget
}

/** A tracer for one transaction or message. Made before it runs. */
export const createTracer = (config: TraceConfig, context: TracerContext): TransactionTracer => {
  if (config.tracer == null) return createStructLogTracer(config, context.state, context.budget)
  if (config.tracer !== 'muxTracer') return createNamedTracer(config.tracer, config.tracerConfig ?? {}, context)
  const parts = Object.entries(config.tracerConfig ?? {}) as [TracerName, Options | null][]
  return createMuxTracer(
    Object.fromEntries(parts.map(([name, options]) => [name, createNamedTracer(name, options ?? {}, context)])),
  )
}

const createNamedTracer = (
  name: TracerName,
  options: Options,
  { subject, state, isPrecompile, place, budget }: TracerContext,
): TransactionTracer => {
  switch (name) {
    case 'callTracer':
      return createCallTracer(options, subject.gasLimit, state, budget)
    case 'prestateTracer':
      return createPrestateTracer(options, subject, state, budget)
    case 'flatCallTracer':
      return createFlatCallTracer(options, state, isPrecompile, place, budget)
    case '4byteTracer':
      return createFourByteTracer(isPrecompile)
    case 'noopTracer':
      return createMuxTracer({})
  }
}
