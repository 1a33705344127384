import type { RecordedFrame } from '../record/RecordedTrace.ts'
import type { TraceView } from './createTraceView.ts'
import { describeFailure } from './summarizeTrace.ts'

/** How far back from a REVERT the statement that built its data is looked for. */
const MAX_STEPS_BACK = 2_000

/**
 * Where a reader wants to begin: the step in which the outermost frame failed, or the one inside its last call when it only passed
 * that call's failure on.
 */
export const findFailingStep = (view: TraceView): number | undefined => {
  const { trace } = view
  const last = findLastCalls(trace.frames)
  let frame = trace.frames[0]
  if (frame?.end?.error === undefined) return undefined
  for (;;) {
    const inner: RecordedFrame | undefined = last.get(frame)
    const isPassedOn =
      inner !== undefined &&
      inner.code !== undefined &&
      inner.end?.error === 'revert' &&
      frame.end?.error === 'revert' &&
      Buffer.compare(inner.end.output, frame.end.output) === 0
    if (!isPassedOn) return frame.lastStep < 0 ? undefined : findNamedStep(view, frame)
    frame = inner
  }
}

const findLastCalls = (frames: readonly RecordedFrame[]): Map<RecordedFrame, RecordedFrame> => {
  const last = new Map<RecordedFrame, RecordedFrame>()
  for (const frame of frames) if (frame.parent !== undefined) last.set(frame.parent, frame)
  return last
}

/**
 * The step of a frame's failure that a reader understands. The optimizer lets functions share the code that ends in a REVERT, and its
 * source map then points into one of them: where the line there does not name the error, the nearest one before that does is the
 * statement itself. Panics end in code that stands in no source: the nearest line before is what panicked.
 */
const findNamedStep = (view: TraceView, frame: RecordedFrame): number => {
  const name = readErrorName(view, frame)
  const isMeant = (step: number): boolean =>
    name === undefined ? view.lineOf(step) !== 0 : readLine(view, step)?.includes(name) === true
  const first = Math.max(frame.firstStep, frame.lastStep - MAX_STEPS_BACK)
  for (let step = frame.lastStep; step >= first; step--) {
    if (view.trace.frame.get(step) === frame.index && isMeant(step)) return step
  }
  return frame.lastStep
}

/** How the source writes what a frame reverted with: a custom error's name, or a reason as it is quoted. */
const readErrorName = (view: TraceView, frame: RecordedFrame): string | undefined => {
  const { revert } = describeFailure(view, frame)
  if (revert?.kind === 'custom') return revert.signature?.split('(', 1)[0]
  return revert?.kind === 'error' ? `"${revert.message}"` : undefined
}

const readLine = ({ sources, lineOf }: TraceView, step: number): string | undefined => {
  const place = sources.lineOf(lineOf(step))
  const index = place === undefined ? undefined : sources.findPath(place.path)
  return place === undefined || index === undefined ? undefined : sources.get(index)?.textOfLine(place.line)
}
