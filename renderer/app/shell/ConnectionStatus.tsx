import { Button } from '../../ui/Button.tsx'
import { formatAge } from '../../ui/format.ts'
import { useConnection, useDesk } from '../connection/DeskContext.tsx'

/** Whether what is shown is live, how far away the desk is, and when the next attempt is. */
export function ConnectionStatus({ nowMs }: { nowMs: number }) {
  const { connection } = useDesk()
  const { phase, latencyMs, lostAtMs, retryAtMs, message } = useConnection()
  if (phase === 'live')
    return (
      <span className="connection connection-live" data-testid="status-connection" data-phase={phase}>
        <span className="connection-dot" aria-hidden="true" /> Live
        <span className="faint">{latencyMs === undefined ? '' : `${latencyMs} ms`}</span>
      </span>
    )
  const waitMs = Math.max(0, (retryAtMs ?? nowMs) - nowMs)
  return (
    <span
      className="connection connection-lost"
      data-testid="status-connection"
      data-phase={phase}
      role="status"
      title={message}
    >
      <span className="connection-dot" aria-hidden="true" /> Stale
      <span>
        {lostAtMs === undefined ? '' : `for ${formatAge(nowMs - lostAtMs)}, `}
        {phase === 'waiting' ? `retry in ${formatAge(waitMs)}` : 'reconnecting…'}
      </span>
      <Button size="small" onClick={connection.retryNow}>
        Retry now
      </Button>
    </span>
  )
}
