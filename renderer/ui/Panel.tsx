import type { ReactNode } from 'react'
import { Badge } from './Badge.tsx'
import './Panel.css'

export interface PanelProps {
  readonly title: string
  readonly className?: string
  /** What is shown may be out of date: the connection is gone. */
  readonly stale?: boolean
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A titled region of a screen. */
export const Panel = ({ title, className = '', stale = false, actions, children }: PanelProps) => (
  <section className={`panel ${className}`} aria-label={title} data-stale={stale || undefined}>
    <header className="panel-head">
      <h2>{title}</h2>
      {stale && <Badge tone="warning">STALE</Badge>}
      <div className="panel-actions">{actions}</div>
    </header>
    <div className="panel-body">{children}</div>
  </section>
)
