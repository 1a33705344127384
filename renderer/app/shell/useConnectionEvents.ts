import { useEffect, useRef } from 'react'
import { formatAge } from '../../ui/format.ts'
import { useNotifications } from '../../ui/notifications.tsx'
import { useConnection } from '../connection/DeskContext.tsx'

/** Tells when the connection is lost, and when it is back and for how long it was gone. */
export function useConnectionEvents(): void {
  const { phase, lostAtMs, message } = useConnection()
  const { notify } = useNotifications()
  const lost = useRef<number>(undefined)
  useEffect(() => {
    if (phase !== 'live' && lostAtMs !== undefined && lost.current === undefined) {
      lost.current = lostAtMs
      notify('warning', 'Connection lost', `${message ?? ''} What is shown is stale until it is back.`.trim())
    }
    if (phase === 'live' && lost.current !== undefined) {
      notify(
        'success',
        'Connection is back',
        `After ${formatAge(Date.now() - lost.current)}. Books are fresh, trades and orders resumed without gaps.`,
      )
      lost.current = undefined
    }
  }, [phase, lostAtMs, message, notify])
}
