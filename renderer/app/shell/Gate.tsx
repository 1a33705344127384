import { type ReactNode, useEffect, useState } from 'react'
import type { Bridge, HostState } from '../../../engine/api/bridge.ts'
import type { SystemStatus } from '../../../engine/api/system.ts'
import { Button } from '../../ui/Button.tsx'
import { cleanText } from '../../ui/cleanText.ts'
import { formatCount } from '../../ui/format.ts'
import { useConnection, useDesk } from '../connection/DeskContext.tsx'
import { useStatus } from '../connection/useStatus.ts'
import { FullPage } from './FullPage.tsx'

/** Lets the workspace through once the desk was ready; afterwards a lost connection shows in the workspace, not here. */
export function Gate({ bridge, children }: { bridge: Bridge | undefined; children: ReactNode }) {
  const { phase } = useConnection()
  const { value: status } = useStatus()
  const hostState = useHostState(bridge)
  if (phase === 'login-required') return <LoginPage />
  if (status === undefined) return <ConnectingPage hostState={hostState} />
  if (status.phase === 'starting') return <PreparingPage status={status} />
  if (status.phase === 'failed') return <FailedPage status={status} />
  return children
}

function useHostState(bridge: Bridge | undefined): HostState | undefined {
  const [state, setState] = useState<HostState>()
  useEffect(() => bridge?.onHostState(setState), [bridge])
  return state
}

function LoginPage() {
  const { connection } = useDesk()
  return (
    <FullPage title="Log in to this desk" testId="login-required">
      <p>This browser has no session with the desk. Open a login link: it works once and logs this browser in.</p>
      <p>The desk prints one when it starts:</p>
      <code className="full-page-code">npm run host</code>
      <p className="muted">Whoever has the role “admin” can also make one with access.createLoginLink.</p>
      <Button variant="primary" size="large" onClick={connection.retryNow}>
        Try again
      </Button>
    </FullPage>
  )
}

/** Says nothing for the first moment: a connection usually opens faster than a page can be read. */
const quietMs = 400

function ConnectingPage({ hostState }: { hostState: HostState | undefined }) {
  const { connection } = useDesk()
  const { attempt, message } = useConnection()
  const [isQuiet, setQuiet] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(false), quietMs)
    return () => clearTimeout(timer)
  }, [])
  if (isQuiet) return null
  return (
    <FullPage title="Connecting to the desk" testId="connecting">
      <p role="status">
        {hostState?.message ?? message ?? 'Waiting for its answer…'}
        {attempt > 0 && ` Attempt ${attempt}.`}
      </p>
      <Button onClick={connection.retryNow}>Try again now</Button>
    </FullPage>
  )
}

function PreparingPage({ status: { progress, network } }: { status: SystemStatus }) {
  const share = progress === undefined || progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total)
  return (
    <FullPage title={`Preparing ${cleanText(network.name)}`} testId="preparing">
      <p className="muted">
        On its first start the practice desk makes its history by really trading it on its own chain.
      </p>
      <div
        className="full-page-progress"
        role="progressbar"
        aria-label="Preparation"
        aria-valuemin={0}
        aria-valuemax={progress?.total ?? 1}
        aria-valuenow={progress?.done ?? 0}
      >
        <div style={{ transform: `scaleX(${share})` }} />
      </div>
      <p className="full-page-counts" role="status">
        <span>{cleanText(progress?.message ?? 'Starting…', 120)}</span>
        <span>{progress && `${formatCount(progress.done)} of ${formatCount(progress.total)}`}</span>
      </p>
    </FullPage>
  )
}

const FailedPage = ({ status }: { status: SystemStatus }) => (
  <FullPage title="The desk could not start" testId="desk-failed">
    <p className="danger selectable">{cleanText(status.failure ?? 'It gave no reason.', 600)}</p>
    <p className="muted">Its log has the details. Version {cleanText(status.version)}.</p>
  </FullPage>
)
