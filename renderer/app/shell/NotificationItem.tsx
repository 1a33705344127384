import type { Notification } from '../../ui/notifications.tsx'

const marks = { info: 'i', success: '✓', warning: '!', danger: '✕' } as const

/** One notification: tone, title, detail, time. */
export const NotificationItem = ({ notification, time }: { notification: Notification; time?: string }) => (
  <div className="notification-item" data-tone={notification.tone}>
    <span className="notification-mark" aria-hidden="true">
      {marks[notification.tone]}
    </span>
    <div className="selectable">
      <strong>{notification.title}</strong>
      {notification.detail !== undefined && <p className="muted">{notification.detail}</p>}
    </div>
    {time !== undefined && <span className="faint">{time}</span>}
  </div>
)
