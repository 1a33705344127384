import type { ComponentProps } from 'react'
import { AccountSelector } from '../../features/accounts/index.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { cleanText } from '../../ui/cleanText.ts'
import { formatAge, formatCount, formatDateTime } from '../../ui/format.ts'
import { formatShortcut } from '../../ui/shortcut.ts'
import { useStatus } from '../connection/useStatus.ts'
import { ConnectionStatus } from './ConnectionStatus.tsx'
import { NotificationCenter } from './NotificationCenter.tsx'
import { useNow } from './useNow.ts'
import './StatusBar.css'

export interface StatusBarProps extends ComponentProps<typeof AccountSelector> {
  readonly onPalette: () => void
}

/** Network, block, connection, settlement backlog, clock; then palette, notifications and the account. */
export function StatusBar({ onPalette, ...accountProps }: StatusBarProps) {
  return (
    <header className="status-bar">
      <StatusFacts />
      <div className="status-actions">
        <Clock />
        <Button className="status-palette" onClick={onPalette} aria-label="Command palette">
          <span className="muted">Search and commands</span>
          <kbd>{formatShortcut('mod+k', navigator.platform)}</kbd>
        </Button>
        <NotificationCenter />
        <AccountSelector {...accountProps} />
      </div>
    </header>
  )
}

function StatusFacts() {
  const { value: status, freshness } = useStatus()
  const nowMs = useNow(1_000)
  if (status === undefined) return <div className="status-facts" />
  const { network, block, unsettledFills } = status
  return (
    <div className="status-facts" data-stale={freshness === 'stale' || undefined}>
      <span data-testid="status-network" title={`Network ${cleanText(network.id)}`}>
        <strong>{cleanText(network.name, 32)}</strong> <span className="muted">chain {network.chainId}</span>
      </span>
      <span data-testid="status-block" title={block && `${formatDateTime(block.timestampS * 1_000)} UTC`}>
        <span className="muted">Block</span> {block === undefined ? '–' : formatCount(block.number)}{' '}
        <span className="faint">{block && `${formatAge(nowMs - block.timestampS * 1_000)} ago`}</span>
      </span>
      <ConnectionStatus nowMs={nowMs} />
      <span data-testid="status-unsettled">
        {unsettledFills === 0 ? (
          <span className="muted">All fills settled</span>
        ) : (
          <Badge tone="warning">{formatCount(unsettledFills)} unsettled</Badge>
        )}
      </span>
    </div>
  )
}

function Clock() {
  const nowMs = useNow(1_000)
  return (
    <time className="status-clock" data-testid="status-clock" dateTime={new Date(nowMs).toISOString()}>
      {formatDateTime(nowMs)} <span className="faint">UTC</span>
    </time>
  )
}
