import type { ReactNode } from 'react'
import { describeError } from './describeError.ts'
import './StateMessage.css'

/** Fills a region that has nothing to show, and says why. */
export const StateMessage = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="state-message" role="status">
    <p>{children}</p>
    {action}
  </div>
)

/** Fills a region whose data could not be had, with the code and the sentence of the failure. */
export function ErrorMessage({ error, action }: { error: unknown; action?: ReactNode }) {
  const { code, message } = describeError(error)
  return (
    <div className="state-message state-message-error" role="alert">
      <p>{message}</p>
      {code !== undefined && <code>{code}</code>}
      {action}
    </div>
  )
}
