import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage } from '../../../ui/StateMessage.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { useBreakpoints } from '../hooks/useBreakpoints.ts'
import { useDebuggerCommands } from '../hooks/useDebuggerCommands.ts'
import { useGasProfile } from '../hooks/useGasProfile.ts'
import { useStepping } from '../hooks/useStepping.ts'
import { useTraceStep } from '../hooks/useTraceStep.ts'
import { findFrameOfStep } from '../model/callTree.ts'
import type { DebugRequest, TraceSummary } from '../model/debugRequest.ts'
import { CallTree } from './CallTree.tsx'
import { FlameGraph } from './FlameGraph.tsx'
import { FrameDetails } from './FrameDetails.tsx'
import { GasLines } from './GasLines.tsx'
import { OpcodeList } from './OpcodeList.tsx'
import { SourcePane } from './SourcePane.tsx'
import { StatePanes } from './StatePanes.tsx'
import { StepBar } from './StepBar.tsx'
import { TraceHeader } from './TraceHeader.tsx'

export interface TraceViewProps {
  readonly request: DebugRequest
  readonly trace: TraceSummary
  readonly opener: ReactNode
  /** Runs the subject again, when its trace is no longer kept. */
  readonly onReopen: () => void
}

type BottomTab = 'flame' | 'lines' | 'frame'
const bottomTabs = [
  { id: 'flame', title: 'Flame graph' },
  { id: 'lines', title: 'Gas by line' },
  { id: 'frame', title: 'Call' },
] as const

/** A trace: where it stands, and everything about that place. */
export function TraceView({ request, trace, opener, onReopen }: TraceViewProps) {
  const { traceId, frames, steps, failingStep } = trace
  const { breakpoints, toggle } = useBreakpoints()
  const stepping = useStepping(trace, breakpoints)
  const { step, goTo } = stepping
  const state = useTraceStep(traceId, step)
  const gas = useGasProfile(traceId)
  const [tab, setTab] = useState<BottomTab>('flame')
  const frame = useMemo(() => findFrameOfStep(frames, step), [frames, step])
  const range = state.data?.range
  const toggleHere = useCallback(() => {
    if (range !== undefined) toggle(range.path, range.startLine)
  }, [range, toggle])
  const actions = useDebuggerCommands(stepping, failingStep, toggleHere)
  return (
    <div className="debugger">
      <TraceHeader request={request} trace={trace} opener={opener} />
      <StepBar steps={steps} stepping={stepping} actions={actions} failingStep={failingStep} />
      <CallTree frames={frames} frameCount={trace.frameCount} frame={frame} onGo={goTo} />
      <SourcePane
        sources={trace.sources}
        range={range}
        isFailure={failingStep !== undefined && state.data?.row.step === failingStep}
        breakpoints={breakpoints}
        lineGas={gas.data?.lines}
        onToggleBreakpoint={toggle}
      />
      <section className="debugger-bottom" aria-label="Gas and call">
        <Tabs label="Gas and call" tabs={bottomTabs} selected={tab} onSelect={setTab}>
          {tab === 'frame' ? (
            <FrameDetails frame={frame} />
          ) : gas.isError ? (
            <ErrorMessage error={gas.error} />
          ) : tab === 'flame' ? (
            <FlameGraph nodes={gas.data?.flame} step={step} onGo={goTo} />
          ) : (
            <GasLines lines={gas.data?.lines} gasUsed={trace.gasUsed} />
          )}
        </Tabs>
      </section>
      <OpcodeList traceId={traceId} steps={steps} step={step} onGo={goTo} />
      {state.isError ? (
        <ErrorMessage error={state.error} action={<Button onClick={onReopen}>Run it again</Button>} />
      ) : (
        <StatePanes state={state.data} />
      )}
    </div>
  )
}
