import { getAddress } from 'viem'
import type { z } from 'zod'
import type { TraceFrame, TraceSource } from '../../api/debugger.ts'
import { decodeCall } from '../../compiler/decode/decodeCall.ts'
import { decodeRevert } from '../../compiler/decode/decodeRevert.ts'
import { describeFrameError } from '../../evm/trace/describeFrameError.ts'
import { toHex } from '../../evm/trace/traceBytes.ts'
import type { RecordedFrame } from '../record/RecordedTrace.ts'
import type { TraceView } from './createTraceView.ts'
import { addressOf } from './labelFrame.ts'

const MAX_DATA_BYTES = 4_096
const MAX_FRAMES = 10_000
/** Input and output of all frames together: those of later frames are left out. */
const MAX_TOTAL_BYTES = 8 * 1_048_576

type FrameRow = z.input<typeof TraceFrame>

/** The call tree: the first 10,000 frames in the order they began. */
export const listFrames = (view: TraceView): FrameRow[] => {
  let bytes = 0
  return view.trace.frames.slice(0, MAX_FRAMES).map((frame) => {
    bytes += frame.start.input.length + (frame.end?.output.length ?? 0)
    return formatFrame(view, frame, bytes <= MAX_TOTAL_BYTES ? MAX_DATA_BYTES : 0)
  })
}

const formatFrame = (view: TraceView, frame: RecordedFrame, maxBytes: number): FrameRow => {
  const { start, end } = frame
  const artifact = view.mappedOf(frame)?.artifact
  const to = addressOf(frame)
  const isCreation = start.type.startsWith('CREATE')
  const call = artifact === undefined || isCreation || maxBytes === 0 ? undefined : decodeCall([artifact], start.input)
  return {
    frame: frame.index,
    ...(frame.parent === undefined ? {} : { parent: frame.parent.index }),
    type: start.type,
    depth: start.depth,
    from: getAddress(toHex(start.from)),
    ...(to === undefined ? {} : { to }),
    ...(artifact === undefined ? {} : { contract: artifact.name }),
    ...(call === undefined ? {} : { call }),
    input: toHex(start.input.subarray(0, maxBytes)),
    output: toHex((end?.output ?? new Uint8Array()).subarray(0, maxBytes)),
    valueWei: start.value ?? 0n,
    gas: start.gas,
    gasUsed: end?.gasUsed ?? 0n,
    ...(maxBytes === 0 ? {} : describeFailure(view, frame)),
    firstStep: frame.firstStep,
    endStep: frame.endStep,
  }
}

/** Why a frame failed, decoded with all that is known of the trace: an error may come from any contract below. */
export const describeFailure = (view: TraceView, frame: RecordedFrame): Pick<FrameRow, 'error' | 'revert'> => {
  const { end } = frame
  if (end?.error === undefined) return {}
  const error = describeFrameError(end.error)
  if (end.error !== 'revert') return { error }
  const own = view.mappedOf(frame)?.artifact
  const others = view.artifacts.filter((artifact) => artifact !== own)
  return { error, revert: decodeRevert(own === undefined ? others : [own, ...others], end.output) }
}

/** The files that the trace passes through. */
export const listSources = (view: TraceView): z.input<typeof TraceSource>[] => {
  const paths = new Set<string>()
  const seen = new Set<number>()
  for (let step = 0; step < view.trace.steps; step++) {
    const line = view.lineOf(step)
    if (line === 0 || seen.has(line)) continue
    seen.add(line)
    const place = view.sources.lineOf(line)
    if (place !== undefined) paths.add(place.path)
  }
  return [...paths].flatMap((path) => {
    const index = view.sources.findPath(path)
    const source = index === undefined ? undefined : view.sources.get(index)
    return source === undefined ? [] : [{ path, text: source.text }]
  })
}
