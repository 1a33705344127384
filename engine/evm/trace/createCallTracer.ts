import type { ExecutionState } from '../ExecutionState.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { describeFrameError, readRevertReason } from './describeFrameError.ts'
import { LOGS, OPCODES } from './opcodes.ts'
import type { FrameEnd, FrameStart, TraceJson, TraceOutcome, TraceStep, TransactionTracer } from './Tracer.ts'
import { isReadable, readMemory, toAddress, toHex, toQuantity, toWord } from './traceBytes.ts'

export type CallTracerOptions = {
  /** Logs too, except those of frames that failed. */
  readonly withLog?: boolean | undefined
  /** Only the outermost frame. */
  readonly onlyTopCall?: boolean | undefined
}

type CallLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  /** After how many calls of its frame. */
  readonly position: string
}

type CallFrame = {
  readonly start: FrameStart
  end: FrameEnd | undefined
  readonly calls: CallFrame[]
  logs: CallLog[]
  /** A SELFDESTRUCT that ends this frame, unless it fails. */
  farewell: CallFrame | undefined
}

/** What a frame or a log takes as JSON besides its bytes. */
const ENTRY_BYTES = 256
const EMPTY_BYTES = new Uint8Array()
/** What it hears of besides calls. */
const CALL_STEPS: ReadonlySet<number> = new Set([OPCODES.selfdestruct])
const CALL_AND_LOG_STEPS: ReadonlySet<number> = new Set([OPCODES.selfdestruct, ...LOGS])

const createFrame = (start: FrameStart): CallFrame => ({
  start,
  end: undefined,
  calls: [],
  logs: [],
  farewell: undefined,
})

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
  const open: CallFrame[] = []
  let top: CallFrame | undefined

  const enter = (start: FrameStart): void => {
    const frame = createFrame(start)
    const parent = open.at(-1)
    if (parent === undefined) top = frame
    else if (!options.onlyTopCall) parent.calls.push(frame)
    open.push(frame)
  }

  return {
    opcodes: options.withLog ? CALL_AND_LOG_STEPS : CALL_STEPS,
    onEnter: (start) => {
      if (budget.spend(options.onlyTopCall && start.depth > 0 ? 0 : ENTRY_BYTES + 2 * start.input.length)) enter(start)
    },
    onStep: (step) => {
      const frame = open.at(-1)
      if (!budget.hasRoom() || frame === undefined) return false
      if (options.onlyTopCall && step.depth > 1) return true
      if (step.opcode === OPCODES.selfdestruct && !options.onlyTopCall) frame.farewell = toFarewell(step, state)
      if (options.withLog && LOGS.has(step.opcode)) addLog(frame, step, budget)
      return true
    },
    onExit: (end) => {
      const frame = budget.hasRoom() ? open.pop() : undefined
      if (frame === undefined) return
      frame.end = end
      if (frame.farewell !== undefined && end.error === undefined) frame.calls.push(frame.farewell)
      budget.spend(2 * end.output.length)
    },
    toResult: (outcome) => {
      if (top === undefined) throw new Error('The transaction ran no frame.')
      return { ...formatFrame(top, false), ...formatTop(gasLimit, outcome) }
    },
  }
}

const formatTop = (gasLimit: bigint, { gasUsed }: TraceOutcome) => ({
  gas: toQuantity(gasLimit),
  gasUsed: toQuantity(gasUsed),
})

const toFarewell = ({ stack, address, depth }: TraceStep, state: ExecutionState): CallFrame | undefined => {
  const beneficiary = stack.at(-1)
  if (beneficiary === undefined) return undefined
  const value = state.getAccount(address)?.balance ?? 0n
  const to = toAddress(beneficiary)
  const frame = createFrame({ type: 'SELFDESTRUCT', depth, from: address, to, input: EMPTY_BYTES, gas: 0n, value })
  frame.end = { depth, gasUsed: 0n, output: EMPTY_BYTES, error: undefined, createdAddress: undefined }
  return frame
}

/** A LOG that lacks the gas or the stack fails its frame, whose logs do not count. */
const addLog = (frame: CallFrame, { stack, memory, opcode, address, gas, gasCost }: TraceStep, budget: TraceBudget) => {
  const topicCount = opcode - OPCODES.log0
  const offset = stack.at(-1)
  const length = stack.at(-2)
  if (offset === undefined || length === undefined || stack.length < topicCount + 2 || gasCost > gas) return
  if (!isReadable(memory, length, gas)) return
  if (!budget.spend(ENTRY_BYTES + 2 * Number(length))) return
  frame.logs.push({
    address: toHex(address),
    topics: stack
      .slice(stack.length - 2 - topicCount, stack.length - 2)
      .reverse()
      .map((topic) => toHex(toWord(topic))),
    data: toHex(readMemory(memory, offset, length)),
    position: toQuantity(frame.calls.length),
  })
}

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
