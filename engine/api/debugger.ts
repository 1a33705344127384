import { z } from 'zod'
import { DecodedCall, DecodedRevert, HexData } from './decoded.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32, Count, Uint256 } from './schemas.ts'
import { SimulationSubject } from './simulation.ts'
import { SourceRange } from './workbench.ts'

/** A call to debug, as `eth_call` has it. */
const CallSubject = z.object({
  from: Address.optional(),
  to: Address.optional(),
  data: z
    .string()
    .max(2 + 2 * 1_048_576)
    .regex(/^0x([0-9a-fA-F]{2})*$/)
    .transform((value) => value.toLowerCase() as `0x${string}`)
    .default('0x'),
  valueWei: Uint256.default(0n),
  gas: Uint256.optional(),
})

/** What is traced: a transaction that ran, a call as it would run after a block, or an item of a simulation. */
export const TraceSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('transaction'), hash: Bytes32 }),
  z.object({ kind: z.literal('call'), call: CallSubject, blockNumber: Count.optional() }),
  SimulationSubject,
])
export type TraceSubject = z.infer<typeof TraceSubject>

/** One frame of the call tree. Frames are numbered in the order they begin; 0 is the outermost. */
export const TraceFrame = z.object({
  frame: Count,
  parent: Count.optional(),
  /** `CALL`, `DELEGATECALL`, `STATICCALL`, `CALLCODE`, `CREATE`, `CREATE2` */
  type: z.string(),
  depth: Count,
  from: Address,
  /** Whose code ran; of a creation the new contract, absent when it failed. */
  to: Address.optional(),
  contract: z.string().optional(),
  call: DecodedCall.optional(),
  /** At most 4 KiB of it; nothing is shown, nor decoded, beyond 8 MiB of data in all frames. */
  input: HexData,
  output: HexData,
  valueWei: Uint256,
  gas: Uint256,
  gasUsed: Uint256,
  error: z.string().optional(),
  revert: DecodedRevert.optional(),
  /** The first step in it, and the first after it. A frame without code has none: both are equal. */
  firstStep: Count,
  endStep: Count,
})
export type TraceFrame = z.infer<typeof TraceFrame>

/** A source file that the trace passes through. */
export const TraceSource = z.object({ path: z.string(), text: z.string() })

export const TraceSummary = z.object({
  traceId: z.string(),
  network: z.string(),
  status: z.enum(['success', 'reverted', 'failed']),
  error: z.string().optional(),
  revert: DecodedRevert.optional(),
  gasUsed: Uint256,
  steps: Count,
  /** The step that made the outermost frame fail: where a reader wants to begin. */
  failingStep: Count.optional(),
  /** The first 10,000 frames in the order they began. */
  frames: z.array(TraceFrame),
  frameCount: Count,
  sources: z.array(TraceSource),
  /** How long it took to run and record, in milliseconds. */
  durationMs: z.number(),
})
export type TraceSummary = z.infer<typeof TraceSummary>

/** A row of the opcode list. Gas in gas. */
export const TraceRow = z.object({
  step: Count,
  frame: Count,
  depth: Count,
  pc: Count,
  opcode: z.string(),
  gasLeft: Count,
  gasCost: Count,
  /** Where the code was compiled here. */
  path: z.string().optional(),
  line: Count.optional(),
})
export type TraceRow = z.infer<typeof TraceRow>

/** The machine before one step. */
export const TraceState = z.object({
  row: TraceRow,
  range: SourceRange.optional(),
  /** The top is last. 32-byte words. */
  stack: z.array(HexData),
  /** At most the first 64 KiB. */
  memory: HexData,
  memoryBytes: Count,
  returnData: HexData,
  /** Slots of the running account that were read or written up to here, oldest first; `label` by the storage layout. */
  storage: z.array(
    z.object({
      slot: HexData,
      value: HexData,
      isWritten: z.boolean(),
      isTransient: z.boolean(),
      label: z.string().optional(),
    }),
  ),
  /** What failed in this step, if it did. */
  error: z.string().optional(),
})
export type TraceState = z.infer<typeof TraceState>

/** Gas by line, most first; of code that was compiled here. */
export const LineGas = z.object({ path: z.string(), line: Count, gas: Uint256, steps: Count })

/** A node of the flame graph: gas in it, called frames included. Children lie in the order they ran; frames of one call repeat. */
export const FlameNode = z.object({
  node: Count,
  parent: Count.optional(),
  /** `Token.transfer`, or the address. */
  label: z.string(),
  depth: Count,
  gas: Uint256,
  selfGas: Uint256,
  firstStep: Count,
})

const OfTrace = z.object({ traceId: z.string().max(64) })
const traceErrors = codes('debugger/trace-not-found')

export const debugging = {
  openTrace: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({
      method: 'POST',
      path: '/debugger/traces',
      summary:
        'Run a transaction, a call or an item of a simulation again and record every step; the latest few traces are kept',
    })
    .input(z.object({ network: z.string().min(1).max(64).default('practice'), subject: TraceSubject }))
    .errors(
      codes(
        'debugger/transaction-not-found',
        'debugger/not-replayable',
        'debugger/too-large',
        'simulation/block-not-found',
        'network/not-found',
        'chain/rejected',
        'chain/unavailable',
      ),
    )
    .output(TraceSummary),

  listSteps: procedure
    .meta({ role: 'trader', kind: 'query' })
    .route({ method: 'GET', path: '/debugger/traces/{traceId}/steps', summary: 'Rows of the opcode list' })
    .input(
      OfTrace.extend({ from: z.coerce.number().int().nonnegative(), count: z.coerce.number().int().min(1).max(2_000) }),
    )
    .errors(traceErrors)
    .output(z.array(TraceRow)),

  getStep: procedure
    .meta({ role: 'trader', kind: 'query' })
    .route({ method: 'GET', path: '/debugger/traces/{traceId}/steps/{step}', summary: 'The machine before one step' })
    .input(OfTrace.extend({ step: z.coerce.number().int().nonnegative() }))
    .errors(codes('debugger/trace-not-found', 'debugger/step-not-found'))
    .output(TraceState),

  findStep: procedure
    .meta({ role: 'trader', kind: 'query' })
    .route({
      method: 'GET',
      path: '/debugger/traces/{traceId}/find',
      summary: 'The nearest step, before or after another, where something is so; none when there is none',
    })
    .input(
      OfTrace.extend({
        from: z.coerce.number().int().nonnegative(),
        direction: z.enum(['forward', 'backward']),
        /**
         * `line`: the next source line, into calls; `over`: the next line of this frame or of its caller; `out`: back in the caller;
         * `call`: a call or creation; `storage`: SSTORE or TSTORE; `opcode`: `value`; `breakpoint`: `value` is `path:line`; `failure`: a step that fails.
         */
        target: z.enum(['line', 'over', 'out', 'call', 'storage', 'opcode', 'breakpoint', 'failure']),
        value: z.string().max(300).optional(),
      }),
    )
    .errors(traceErrors)
    .output(z.object({ step: Count.optional() })),

  getGasProfile: procedure
    .meta({ role: 'trader', kind: 'query' })
    .route({
      method: 'GET',
      path: '/debugger/traces/{traceId}/gas',
      summary: 'Gas by source line, and as a flame graph',
    })
    .input(OfTrace)
    .errors(traceErrors)
    .output(z.object({ lines: z.array(LineGas), flame: z.array(FlameNode) })),

  closeTrace: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'DELETE', path: '/debugger/traces/{traceId}', summary: 'Forget a trace' })
    .input(OfTrace)
    .errors(traceErrors)
    .output(OfTrace),
}
