import { useEffect, useState } from 'react'
import { type Notification, useNotifications } from '../../ui/notifications.tsx'
import { NotificationItem } from './NotificationItem.tsx'

const shownMs = { info: 5_000, success: 5_000, warning: 8_000, danger: 12_000 } as const
const shownMax = 3

/** The latest notifications for a moment, in a corner; the bell keeps them. */
export function Toasts() {
  const { all } = useNotifications()
  const [dismissed, setDismissed] = useState(0)
  const nowMs = useExpiry(all)
  const shown = all.filter(({ id, tone, atMs }) => id > dismissed && nowMs - atMs < shownMs[tone]).slice(0, shownMax)
  return (
    <div className="toasts" role="status" aria-live="polite" data-testid="toasts">
      {shown.map((notification) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: a click only hides early what leaves by itself
        // biome-ignore lint/a11y/noStaticElementInteractions: see above
        <div
          key={notification.id}
          className="toast"
          data-tone={notification.tone}
          onClick={() => setDismissed(notification.id)}
        >
          <NotificationItem notification={notification} />
        </div>
      ))}
    </div>
  )
}

/** The time, again while there is something left to expire. */
function useExpiry(all: readonly Notification[]): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (all.length === 0) return
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), 1_000)
    const stop = setTimeout(() => clearInterval(timer), 15_000)
    return () => {
      clearInterval(timer)
      clearTimeout(stop)
    }
  }, [all])
  return nowMs
}
