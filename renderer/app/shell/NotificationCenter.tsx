import { useCallback, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { formatTime } from '../../ui/format.ts'
import { useNotifications } from '../../ui/notifications.tsx'
import { useDismiss } from '../../ui/useDismiss.ts'
import { NotificationItem } from './NotificationItem.tsx'
import './NotificationCenter.css'

/** The bell with what was told, newest first. */
export function NotificationCenter() {
  const { all, unread, markRead, clear } = useNotifications()
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useDismiss(
    root,
    isOpen,
    useCallback(() => setOpen(false), []),
  )
  return (
    <div className="notification-center" ref={root}>
      <Button
        data-testid="notifications"
        aria-expanded={isOpen}
        aria-label={`Notifications, ${unread} unread`}
        onClick={() => {
          setOpen(!isOpen)
          markRead()
        }}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path
            d="M8 2a4 4 0 0 0-4 4v3l-1.2 2.2h10.4L12 9V6a4 4 0 0 0-4-4zM6.6 13.2a1.5 1.5 0 0 0 2.8 0"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.2"
          />
        </svg>
        {unread > 0 && <span className="notification-count">{unread > 99 ? '99+' : unread}</span>}
      </Button>
      {isOpen && (
        <section className="notification-panel" aria-label="Notifications">
          <header className="notification-head">
            <h2>Notifications</h2>
            <Button size="small" variant="quiet" disabled={all.length === 0} onClick={clear}>
              Clear
            </Button>
          </header>
          <ul className="notification-list scrolls">
            {all.map((notification) => (
              <li key={notification.id}>
                <NotificationItem notification={notification} time={formatTime(notification.atMs)} />
              </li>
            ))}
            {all.length === 0 && <li className="notification-none faint">Nothing has happened yet.</li>}
          </ul>
        </section>
      )}
    </div>
  )
}
