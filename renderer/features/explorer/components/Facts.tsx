import type { ReactNode } from 'react'
import './Facts.css'

/** Names and values, one pair a line. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className="facts">{children}</dl>

/** A line of `Facts`; without a value there is no line. */
export const Fact = ({ name, testId, children }: { name: string; testId?: string; children: ReactNode }) =>
  children === undefined || children === null || children === false ? null : (
    <div className="fact">
      <dt>{name}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  )

/** A number with its unit, for facts. */
export const Amount = ({ value, unit, note }: { value: string; unit: string; note?: string }) => (
  <span className="amount">
    {value} <span className="faint">{unit}</span>
    {note !== undefined && <span className="faint amount-note">{note}</span>}
  </span>
)
