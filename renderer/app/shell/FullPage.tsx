import type { ReactNode } from 'react'
import './FullPage.css'

/** A page of its own: before the desk is ready, or when it can't be used. */
export const FullPage = ({ title, testId, children }: { title: string; testId?: string; children: ReactNode }) => (
  <main className="full-page" data-testid={testId}>
    <div className="full-page-box">
      <p className="full-page-name">Quantera Terminal</p>
      <h1>{title}</h1>
      {children}
    </div>
  </main>
)
