import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react'
import { describeError } from './describeError.ts'

export type NotificationTone = 'info' | 'success' | 'warning' | 'danger'

export interface Notification {
  readonly id: number
  readonly tone: NotificationTone
  readonly title: string
  readonly detail?: string
  readonly atMs: number
}

export interface Notifications {
  /** Newest first. */
  readonly all: readonly Notification[]
  readonly unread: number
  readonly notify: (tone: NotificationTone, title: string, detail?: string) => void
  /** Tells of a failed action with its code and sentence. */
  readonly notifyFailure: (title: string, error: unknown) => void
  readonly markRead: () => void
  readonly clear: () => void
}

const keptCount = 200
const Context = createContext<Notifications | undefined>(undefined)

/** Holds what the user was told in this window. */
export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [all, setAll] = useState<readonly Notification[]>([])
  const [unread, setUnread] = useState(0)
  const nextId = useRef(1)
  const notify = useCallback((tone: NotificationTone, title: string, detail?: string) => {
    const id = nextId.current++
    setAll((before) =>
      [{ id, tone, title, ...(detail === undefined ? {} : { detail }), atMs: Date.now() }, ...before].slice(
        0,
        keptCount,
      ),
    )
    setUnread((count) => count + 1)
  }, [])
  const notifyFailure = useCallback(
    (title: string, error: unknown) => {
      const { code, message } = describeError(error)
      notify('danger', title, code === undefined ? message : `${message} (${code})`)
    },
    [notify],
  )
  const markRead = useCallback(() => setUnread(0), [])
  const clear = useCallback(() => setAll([]), [])
  const value = useMemo(
    () => ({ all, unread, notify, notifyFailure, markRead, clear }),
    [all, unread, notify, notifyFailure, markRead, clear],
  )
  return <Context value={value}>{children}</Context>
}

/** What the user was told, and how to tell more. */
export function useNotifications(): Notifications {
  const value = use(Context)
  if (value === undefined) throw new Error('useNotifications needs a NotificationsProvider above it.')
  return value
}
