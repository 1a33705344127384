import type { ReactNode } from 'react'
import './PageHead.css'

export interface PageHeadProps {
  readonly kind: string
  readonly title: ReactNode
  readonly detail?: ReactNode
  readonly actions?: ReactNode
  readonly testId?: string
}

/** What a page is about: one line that stays. */
export const PageHead = ({ kind, title, detail, actions, testId }: PageHeadProps) => (
  <header className="page-head" data-testid={testId}>
    <span className="page-kind">{kind}</span>
    <h1 className="selectable">{title}</h1>
    {detail !== undefined && <div className="page-detail">{detail}</div>}
    {actions !== undefined && <div className="page-actions">{actions}</div>}
  </header>
)
