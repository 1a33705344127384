import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useTrace } from '../hooks/useTrace.ts'
import { type DebugRequest, describeRequest } from '../model/debugRequest.ts'
import { OpenTraceForm } from './OpenTraceForm.tsx'
import { TraceView } from './TraceView.tsx'
import './DebuggerScreen.css'

export interface DebuggerScreenProps {
  /** What is open; nothing yet in a new window. */
  readonly debugRequest: DebugRequest | undefined
  readonly mayTrade: boolean
  readonly onDebug: (request: DebugRequest) => void
}

/** The debugger: a transaction or a call, step by step. */
export function DebuggerScreen({ debugRequest, mayTrade, onDebug }: DebuggerScreenProps) {
  const trace = useTrace(mayTrade ? debugRequest : undefined)
  const opener = <OpenTraceForm network={debugRequest?.network ?? 'practice'} disabled={!mayTrade} onOpen={onDebug} />
  if (!mayTrade) return <StateMessage>Tracing runs code on the desk: it needs the role “trader”.</StateMessage>
  if (debugRequest === undefined)
    return (
      <StateMessage action={opener}>
        Open a transaction by its hash, or press Debug beside one in the workbench or the explorer.
      </StateMessage>
    )
  if (trace.isError && !trace.isFetching)
    return (
      <div className="debugger-failed">
        <ErrorMessage error={trace.error} action={<Button onClick={() => trace.refetch()}>Try again</Button>} />
        {opener}
      </div>
    )
  if (trace.data === undefined)
    return <StateMessage>{describeRequest(debugRequest)}: running it again and recording every step…</StateMessage>
  return (
    <TraceView
      key={trace.data.traceId}
      request={debugRequest}
      trace={trace.data}
      opener={opener}
      onReopen={() => trace.refetch()}
    />
  )
}
