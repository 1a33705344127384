import type { z } from 'zod'
import type { FlameNode, LineGas, TraceRow, TraceState, TraceSubject, TraceSummary } from '../api/debugger.ts'
import { TerminalError } from '../api/errors.ts'
import type { ArtifactFinder } from '../compiler/ContractArtifact.ts'
import { createGasProfile } from './read/createGasProfile.ts'
import { createTraceView } from './read/createTraceView.ts'
import { findFailingStep } from './read/findFailingStep.ts'
import { findStep, type StepQuery } from './read/findStep.ts'
import { createStepReader, readRow } from './read/readStep.ts'
import { describeFailure, listFrames, listSources } from './read/summarizeTrace.ts'
import type { RecordLimits } from './record/createTraceRecorder.ts'
import { runSubject, type TraceableChain } from './runSubject.ts'

/** A trace that is open: what the debugger asks of it. */
export type DebugTrace = {
  readonly summary: Omit<z.input<typeof TraceSummary>, 'traceId' | 'network' | 'durationMs'>
  /** About what it takes. */
  readonly byteLength: number
  /** Fewer where the trace ends. */
  listSteps(from: number, count: number): z.input<typeof TraceRow>[]
  /** The machine before a step. @throws TerminalError `debugger/step-not-found` */
  getStep(step: number): z.input<typeof TraceState>
  findStep(query: StepQuery): number | undefined
  getGasProfile(): { lines: z.input<typeof LineGas>[]; flame: z.input<typeof FlameNode>[] }
}

/**
 * Runs a transaction, a call or an item of a simulation again and keeps every step of it.
 *
 * @throws TerminalError `debugger/transaction-not-found`, `debugger/not-replayable`, `debugger/too-large`, `chain/rejected`,
 * `simulation/block-not-found`
 */
export const openDebugTrace = async (
  chain: TraceableChain,
  artifacts: ArtifactFinder,
  subject: TraceSubject,
  limits: RecordLimits,
): Promise<DebugTrace> => {
  const { trace, result } = await runSubject(chain, subject, limits)
  const view = createTraceView(trace, artifacts)
  const readStep = createStepReader(view)
  const top = trace.frames[0]
  const failingStep = findFailingStep(view)
  return {
    summary: {
      status: result.isSuccess ? 'success' : result.error === 'revert' ? 'reverted' : 'failed',
      ...(top === undefined ? {} : describeFailure(view, top)),
      gasUsed: result.gasUsed,
      steps: trace.steps,
      ...(failingStep === undefined ? {} : { failingStep }),
      frames: listFrames(view),
      frameCount: trace.frames.length,
      sources: listSources(view),
    },
    byteLength: trace.byteLength,
    listSteps: (from, count) => {
      const length = Math.max(0, Math.min(count, trace.steps - from))
      return Array.from({ length }, (_, index) => readRow(view, from + index))
    },
    getStep: (step) => {
      if (step < trace.steps) return readStep(step)
      throw new TerminalError('debugger/step-not-found', `The trace has ${trace.steps} steps.`, { step })
    },
    findStep: (query) => findStep(view, query),
    getGasProfile: () => createGasProfile(view),
  }
}
