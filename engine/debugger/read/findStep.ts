import { isCall, isCreate } from '../../evm/trace/opcodes.ts'
import type { RecordedFrame } from '../record/RecordedTrace.ts'
import { frameOf } from '../record/reconstructStep.ts'
import type { TraceView } from './createTraceView.ts'

export type StepTarget = 'line' | 'over' | 'out' | 'call' | 'storage' | 'opcode' | 'breakpoint' | 'failure'

export type StepQuery = {
  readonly from: number
  readonly direction: 'forward' | 'backward'
  readonly target: StepTarget
  /** Of `opcode` its name, of `breakpoint` `path:line`. */
  readonly value?: string | undefined
}

const SSTORE = 0x55
const TSTORE = 0x5d

/** The nearest step before or after another where something is so; `undefined` when there is none. */
export const findStep = (view: TraceView, query: StepQuery): number | undefined => {
  const { from, direction, target } = query
  if (from >= view.trace.steps) return undefined
  if (target === 'over') return direction === 'forward' ? stepOver(view, from) : stepBackOver(view, from)
  const isThere = createTest(view, query)
  const step = direction === 'forward' ? 1 : -1
  for (let at = from + step; at >= 0 && at < view.trace.steps; at += step) if (isThere(at)) return at
  return undefined
}

const createTest = (view: TraceView, { from, target, value = '' }: StepQuery): ((step: number) => boolean) => {
  const { opcode, names } = view.trace
  switch (target) {
    case 'line':
      return (step) => isLineStart(view, step)
    case 'breakpoint': {
      const line = parseBreakpoint(view, value)
      return (step) => line !== undefined && view.lineOf(step) === line && isLineStart(view, step)
    }
    case 'call':
      return (step) => isCall(opcode.get(step)) || isCreate(opcode.get(step))
    case 'storage':
      return (step) => opcode.get(step) === SSTORE || opcode.get(step) === TSTORE
    case 'opcode': {
      const name = value.toUpperCase()
      return (step) => names[opcode.get(step)] === name
    }
    case 'failure':
      return (step) => isFailure(view, step)
    case 'out':
    case 'over':
      return createOutTest(view, from)
  }
}

/** Whether a frame failed in a step. */
export const isFailure = ({ trace }: TraceView, step: number): boolean => {
  const { lastStep, end } = frameOf(trace, step)
  return lastStep === step && end?.error !== undefined
}

const parseBreakpoint = ({ sources }: TraceView, value: string): number | undefined => {
  const colon = value.lastIndexOf(':')
  const source = sources.findPath(value.slice(0, colon))
  const line = Number(value.slice(colon + 1))
  return source === undefined || !Number.isInteger(line) ? undefined : sources.toLineId(source, line)
}

/** The latest step before one that has a source line to stop at; -1 when there is none. */
const previousStop = (view: TraceView, step: number): number => {
  let at = step - 1
  while (at >= 0 && !view.isStop(at)) at--
  return at
}

/** Whether a line, or a frame, begins at a step. */
const isLineStart = (view: TraceView, step: number): boolean => {
  if (!view.isStop(step)) return false
  const before = previousStop(view, step)
  return (
    before < 0 ||
    view.lineOf(before) !== view.lineOf(step) ||
    view.trace.frame.get(before) !== view.trace.frame.get(step)
  )
}

/** The frames that a frame is in. */
const listCallers = (frame: RecordedFrame): ReadonlySet<RecordedFrame> => {
  const callers = new Set<RecordedFrame>()
  for (let at = frame.parent; at !== undefined; at = at.parent) callers.add(at)
  return callers
}

/** Whether a step is in who called the function, or the frame, that `from` is in. */
const createOutTest = (view: TraceView, from: number): ((step: number) => boolean) => {
  const own = frameOf(view.trace, from)
  const depth = view.functionDepthOf(from)
  const callers = listCallers(own)
  return (step) => {
    const frame = frameOf(view.trace, step)
    if (view.mappedOf(frame) !== undefined && !view.isStop(step)) return false
    return frame === own ? view.functionDepthOf(step) < depth : callers.has(frame)
  }
}

/**
 * The steps before or after one that a reader sees who does not go into calls: of the same function and of those that called it.
 * Where there is source only those to stop at, elsewhere all.
 */
function* listVisible(view: TraceView, from: number, direction: 1 | -1): Generator<number, void, void> {
  const { trace } = view
  const own = frameOf(trace, from)
  const hasSource = view.mappedOf(own) !== undefined
  // Whoever stands before the first statement, where the function is chosen, wants to go into it.
  const depth = hasSource && !view.isStop(from) ? Number.POSITIVE_INFINITY : view.functionDepthOf(from)
  const callers = listCallers(own)
  for (let step = from + direction; step >= 0 && step < trace.steps; step += direction) {
    const frame = frameOf(trace, step)
    if (frame !== own && !callers.has(frame)) step = direction === 1 ? frame.endStep - 1 : frame.firstStep
    else if (hasSource && !view.isStop(step)) continue
    else if (frame !== own || view.functionDepthOf(step) <= depth) yield step
  }
}

/** Whether two steps are on the same line of the same function. */
const isSameLine = (view: TraceView, step: number, other: number): boolean =>
  view.trace.frame.get(step) === view.trace.frame.get(other) &&
  view.functionDepthOf(step) === view.functionDepthOf(other) &&
  view.lineOf(step) !== 0 &&
  view.lineOf(step) === view.lineOf(other)

/** The next line of the same function, whatever it calls; at its end the line that called it. Without source the next opcode. */
const stepOver = (view: TraceView, from: number): number | undefined => {
  for (const step of listVisible(view, from, 1)) if (!isSameLine(view, step, from)) return step
  return undefined
}

/** Where the line before this one began, in the same function or in its caller. */
const stepBackOver = (view: TraceView, from: number): number | undefined => {
  let start: number | undefined
  for (const step of listVisible(view, from, -1)) {
    if (isSameLine(view, step, from)) continue
    start = step
    break
  }
  if (start === undefined) return undefined
  for (const step of listVisible(view, start, -1)) {
    if (!isSameLine(view, step, start)) break
    start = step
  }
  return start
}
