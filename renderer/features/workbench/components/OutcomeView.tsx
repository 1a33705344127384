import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { DecodedValues } from '../../../ui/DecodedValues.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { formatAmount, formatCount, shortenHex } from '../../../ui/format.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import { findDebugRequest, type Outcome } from '../model/outcome.ts'

export interface OutcomeViewProps {
  readonly outcome: Outcome | undefined
  readonly error: Error | null
  readonly network: string
  readonly onDebug: (request: DebugRequest) => void
}

/** What a call or a deployment came to: values, gas, events, or why not and the way to find out. */
export function OutcomeView({ outcome, error, network, onDebug }: OutcomeViewProps) {
  if (error !== null) return <p className="outcome outcome-failed">{describeError(error).message}</p>
  if (outcome === undefined) return null
  const { status, outputs, logs, revert, gasUsed, blockNumber, transactionHash } = outcome
  // Of a read there is nothing but the gas to tell: it stands beside the badge.
  const isShort = status === 'success' && transactionHash === undefined
  const debug = findDebugRequest(outcome, network)
  return (
    <div className={`outcome ${status === 'success' ? '' : 'outcome-failed'}`} data-testid="outcome" aria-live="polite">
      <div className="outcome-head">
        <Badge tone={status === 'success' ? 'bid' : 'danger'}>{status.toUpperCase()}</Badge>
        {status !== 'success' && (
          <p className="outcome-reason" data-testid="outcome-reason">
            {cleanText(revert?.message ?? outcome.error ?? 'failed without a reason', 400)}
          </p>
        )}
        {isShort && <span className="muted">{formatAmount(gasUsed, 0)} gas</span>}
        {debug !== undefined && (
          <Button
            size="small"
            variant={status === 'success' ? 'plain' : 'danger'}
            data-testid="debug"
            onClick={() => onDebug(debug)}
          >
            Debug
          </Button>
        )}
      </div>
      {!isShort && (
        <div className="outcome-facts muted">
          <span>{formatAmount(gasUsed, 0)} gas</span>
          {blockNumber !== undefined && <span>block {formatCount(blockNumber)}</span>}
          {transactionHash !== undefined && (
            <CopyText text={transactionHash} shown={shortenHex(transactionHash)} label="transaction hash" />
          )}
        </div>
      )}
      {revert?.args !== undefined && revert.args.length > 0 && revert.kind === 'custom' && (
        <DecodedValues values={revert.args} empty="" />
      )}
      {outputs.length > 0 && <DecodedValues values={outputs} empty="" />}
      {logs.length > 0 && (
        <ul className="outcome-logs">
          {logs.map((log, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: logs are told apart by their place
            <li key={at}>
              <span className="event-name">{cleanText(log.signature?.split('(')[0] ?? 'unknown event')}</span>
              <DecodedValues values={log.args ?? []} empty="no arguments known" />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
