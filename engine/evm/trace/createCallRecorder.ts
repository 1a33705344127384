import type { ExecutionState } from '../ExecutionState.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { LOGS, OPCODES } from './opcodes.ts'
import type { FrameEnd, FrameStart, Tracer, TraceStep } from './Tracer.ts'
import { isReadable, readMemory, toAddress, toHex, toQuantity, toWord } from './traceBytes.ts'

export type CallTracerOptions = {
  /** Logs too, except those of frames that failed. */
  readonly withLog?: boolean | undefined
  /** Only the outermost frame. */
  readonly onlyTopCall?: boolean | undefined
}

export type CallLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  /** After how many calls of its frame. */
  readonly position: string
}

/** A frame with all that it called. */
export type CallFrame = {
  readonly start: FrameStart
  end: FrameEnd | undefined
  readonly calls: CallFrame[]
  readonly logs: CallLog[]
  /** A SELFDESTRUCT that ends this frame, unless it fails. */
  farewell: CallFrame | undefined
}

export type CallRecorder = Tracer & {
  /** The outermost frame, once it has ended. */
  top(): CallFrame
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

/** Keeps the tree of calls of a transaction, with SELFDESTRUCTs as the last call of their frame. */
export const createCallRecorder = (
  options: CallTracerOptions,
  state: ExecutionState,
  budget: TraceBudget,
): CallRecorder => {
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
    top: () => {
      if (top === undefined) throw new Error('The transaction ran no frame.')
      return top
    },
  }
}

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
