import type { ExecutionState } from '../ExecutionState.ts'
import { type CallFrame, type CallTracerOptions, createCallRecorder } from './createCallRecorder.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { describeFrameError, readRevertReason } from './describeFrameError.ts'
import type { FrameEnd, TraceJson, TraceOutcome, TransactionTracer } from './Tracer.ts'
import { toHex, toQuantity } from './traceBytes.ts'

/**
 * geth's `callTracer`: the tree of calls. The outermost frame has the gas of the whole transaction.
 *
 * @param gasLimit of the transaction
 */
export const createCallTracer = (
  options: CallTracerOptions,
  gasLimit: bigint,
  state: ExecutionState,
  budget: TraceBudget,
): TransactionTracer => {
  const recorder = createCallRecorder(options, state, budget)
  return {
    ...recorder,
    toResult: (outcome) => ({ ...formatFrame(recorder.top(), false), ...formatTop(gasLimit, outcome) }),
  }
}

const formatTop = (gasLimit: bigint, { gasUsed }: TraceOutcome) => ({
  gas: toQuantity(gasLimit),
  gasUsed: toQuantity(gasUsed),
})

const formatFrame = (frame: CallFrame, hasParentFailed: boolean): { readonly [key: string]: TraceJson | undefined } => {
  const { start, end, calls, logs } = frame
  const error = end?.error
  const hasFailed = hasParentFailed || error !== undefined
  const to = start.to ?? (error === undefined ? end?.createdAddress : undefined)
  return {
    from: toHex(start.from),
    gas: toQuantity(start.gas),
    gasUsed: toQuantity(end?.gasUsed ?? 0n),
    ...(to === undefined ? {} : { to: toHex(to) }),
    input: toHex(start.input),
    ...(end === undefined ? {} : formatEnd(end)),
    ...(calls.length === 0 ? {} : { calls: calls.map((call) => formatFrame(call, hasFailed)) }),
    ...(logs.length === 0 || hasFailed ? {} : { logs }),
    ...(start.value === undefined ? {} : { value: toQuantity(start.value) }),
    type: start.type,
  }
}

const formatEnd = ({ error, output }: FrameEnd): Record<string, string> => {
  const isShown = output.length > 0 && (error === undefined || error === 'revert')
  const reason = error === 'revert' ? readRevertReason(output) : undefined
  return {
    ...(isShown ? { output: toHex(output) } : {}),
    ...(error === undefined ? {} : { error: describeFrameError(error) }),
    ...(reason === undefined ? {} : { revertReason: reason }),
  }
}
