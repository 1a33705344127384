import type { ReactNode } from 'react'
import './Badge.css'

export type BadgeTone = 'neutral' | 'bid' | 'ask' | 'warning' | 'danger' | 'accent'

/** A short word about a state. */
export const Badge = ({
  tone = 'neutral',
  title,
  children,
}: {
  tone?: BadgeTone
  title?: string
  children: ReactNode
}) => (
  <span className={`badge badge-${tone}`} title={title}>
    {children}
  </span>
)
