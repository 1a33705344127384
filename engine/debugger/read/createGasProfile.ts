import type { z } from 'zod'
import type { FlameNode, LineGas } from '../../api/debugger.ts'
import type { RecordedFrame } from '../record/RecordedTrace.ts'
import { frameOf, nextInFrame } from '../record/reconstructStep.ts'
import type { TraceView } from './createTraceView.ts'
import { labelFrame } from './labelFrame.ts'

export type GasProfile = { readonly lines: z.input<typeof LineGas>[]; readonly flame: z.input<typeof FlameNode>[] }

const MAX_LINES = 10_000
const MAX_NODES = 10_000

/**
 * Gas by source line and by frame. What a step took is the difference it made to its frame's gas, without the frames it called: so
 * all steps together took what the outermost frame did.
 */
export const createGasProfile = (view: TraceView): GasProfile => {
  const { trace } = view
  const lines = new Map<number, { gas: number; steps: number }>()
  const selfGas = new Float64Array(trace.frames.length)
  const calledGas = sumCalled(view)
  // What solc adds of its own belongs to the line before.
  const lastLines = new Uint32Array(trace.frames.length)
  for (let step = 0; step < trace.steps; step++) {
    const frame = frameOf(trace, step)
    const gas = trace.gas.get(step) - gasAfter(view, frame, step) - (calledGas.get(step) ?? 0)
    selfGas[frame.index] = (selfGas[frame.index] ?? 0) + gas
    const line = view.lineOf(step) || (lastLines[frame.index] ?? 0)
    if (line === 0) continue
    lastLines[frame.index] = line
    const sum = lines.get(line) ?? { gas: 0, steps: 0 }
    lines.set(line, { gas: sum.gas + gas, steps: sum.steps + 1 })
  }
  for (const { parent, code, end } of trace.frames) {
    if (parent !== undefined && code === undefined)
      selfGas[parent.index] = (selfGas[parent.index] ?? 0) - Number(end?.gasUsed ?? 0n)
  }
  return { lines: formatLines(view, lines), flame: formatFlame(view, selfGas) }
}

/** The gas of the frames with code that a step called. A precompiled contract's counts as the step's own. */
const sumCalled = ({ trace }: TraceView): Map<number, number> => {
  const sums = new Map<number, number>()
  for (const { parent, code, firstStep, end } of trace.frames) {
    if (parent !== undefined && code !== undefined) sums.set(firstStep - 1, Number(end?.gasUsed ?? 0n))
  }
  return sums
}

/** What was left when the frame went on, or ended. */
const gasAfter = ({ trace }: TraceView, frame: RecordedFrame, step: number): number => {
  if (step === frame.lastStep) return Number(frame.start.gas - (frame.end?.gasUsed ?? 0n))
  return trace.gas.get(trace.frame.get(step + 1) === frame.index ? step + 1 : nextInFrame(trace, step))
}

const formatLines = ({ sources }: TraceView, lines: ReadonlyMap<number, { gas: number; steps: number }>) =>
  [...lines]
    .sort(([, a], [, b]) => b.gas - a.gas)
    .slice(0, MAX_LINES)
    .flatMap(([id, { gas, steps }]) => {
      const place = sources.lineOf(id)
      // A call with value is given more than it pays: its own part may come out below nothing.
      return place === undefined ? [] : [{ ...place, gas: BigInt(Math.max(0, gas)), steps }]
    })

const formatFlame = (view: TraceView, selfGas: Float64Array): GasProfile['flame'] =>
  view.trace.frames.slice(0, MAX_NODES).map((frame) => ({
    node: frame.index,
    ...(frame.parent === undefined ? {} : { parent: frame.parent.index }),
    label: labelFrame(view, frame),
    depth: frame.start.depth,
    gas: frame.end?.gasUsed ?? 0n,
    selfGas: frame.code === undefined ? (frame.end?.gasUsed ?? 0n) : BigInt(Math.max(0, selfGas[frame.index] ?? 0)),
    firstStep: frame.firstStep,
  }))
