import type { ReactNode } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount, shortenHex } from '../../../ui/format.ts'
import { type DebugRequest, describeRequest, type TraceSummary } from '../model/debugRequest.ts'

const statusTones = { success: 'bid', reverted: 'danger', failed: 'danger' } as const

/** What is traced and what it came to. */
export function TraceHeader({
  request,
  trace,
  opener,
}: {
  request: DebugRequest
  trace: TraceSummary
  opener: ReactNode
}) {
  const { subject, network } = request
  const reason = trace.revert?.message ?? trace.error
  return (
    <header className="trace-header">
      <div className="trace-subject">
        {subject.kind === 'transaction' ? (
          <>
            <span className="muted">Transaction</span>
            <CopyText text={subject.hash} shown={shortenHex(subject.hash, 8)} label="transaction hash" />
          </>
        ) : (
          <span>{describeRequest(request)}</span>
        )}
        {network !== 'practice' && <Badge>{cleanText(network)}</Badge>}
      </div>
      <span data-testid="trace-status">
        <Badge tone={statusTones[trace.status]}>{trace.status.toUpperCase()}</Badge>
      </span>
      {reason !== undefined && (
        <p className="trace-reason" title={cleanText(reason, 1_000)} data-testid="trace-reason">
          {cleanText(reason, 200)}
        </p>
      )}
      <dl className="trace-facts">
        <Fact title="Gas" value={formatAmount(trace.gasUsed, 0)} />
        <Fact title="Steps" value={formatCount(trace.steps)} testId="trace-steps" />
        <Fact title="Calls" value={formatCount(trace.frameCount)} />
        <Fact title="Recorded in" value={`${formatCount(trace.durationMs)} ms`} />
      </dl>
      {opener}
    </header>
  )
}

const Fact = ({ title, value, testId }: { title: string; value: string; testId?: string }) => (
  <div>
    <dt>{title}</dt>
    <dd data-testid={testId}>{value}</dd>
  </div>
)
