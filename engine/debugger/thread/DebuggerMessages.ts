import type { TraceSubject } from '../../api/debugger.ts'
import type { ErrorCode } from '../../api/errorCodes.ts'
import type { ErrorFacts } from '../../api/errors.ts'
import type { ChainSource } from '../../simulation/SimulatorMessages.ts'
import type { DebugTrace } from '../openDebugTrace.ts'
import type { StepQuery } from '../read/findStep.ts'

type OfTrace = { readonly traceId: string }

/** What the debugger's thread can be asked. Traces belong to who opened them. */
export type DebuggerTasks = {
  readonly openTrace: {
    readonly input: { readonly chain: ChainSource; readonly subject: TraceSubject }
    readonly output: DebugTrace['summary'] & { readonly traceId: string; readonly durationMs: number }
  }
  readonly listSteps: {
    readonly input: OfTrace & { readonly from: number; readonly count: number }
    readonly output: ReturnType<DebugTrace['listSteps']>
  }
  readonly getStep: {
    readonly input: OfTrace & { readonly step: number }
    readonly output: ReturnType<DebugTrace['getStep']>
  }
  readonly findStep: { readonly input: OfTrace & StepQuery; readonly output: { readonly step?: number } }
  readonly getGasProfile: { readonly input: OfTrace; readonly output: ReturnType<DebugTrace['getGasProfile']> }
  readonly closeTrace: { readonly input: OfTrace; readonly output: OfTrace }
}
export type DebuggerTask = keyof DebuggerTasks

/** What the thread starts with: the file of the artifacts. */
export type DebuggerWorkerData = { readonly artifactsFile: string }

/** From the host to the thread. */
export type DebuggerCommand =
  | {
      readonly type: 'call'
      readonly id: number
      readonly principal: string
      readonly request: {
        [Task in DebuggerTask]: { readonly task: Task; readonly input: DebuggerTasks[Task]['input'] }
      }[DebuggerTask]
    }
  | { readonly type: 'cancel'; readonly id: number }

/** From the thread to the host. */
export type DebuggerReport =
  | { readonly type: 'done'; readonly id: number; readonly output: unknown }
  | {
      readonly type: 'failed'
      readonly id: number
      readonly code: ErrorCode
      readonly message: string
      readonly facts: ErrorFacts
    }
  | { readonly type: 'error'; readonly id: number; readonly message: string; readonly stack: string | undefined }
