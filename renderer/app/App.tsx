import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Bridge } from '../../engine/api/bridge.ts'
import { CommandsProvider } from '../ui/commands.tsx'
import { NotificationsProvider } from '../ui/notifications.tsx'
import { type Desk, DeskProvider } from './connection/DeskContext.tsx'
import { ErrorBoundary } from './shell/ErrorBoundary.tsx'
import { Gate } from './shell/Gate.tsx'
import { Workspace } from './shell/Workspace.tsx'

const createQueries = () =>
  new QueryClient({
    defaultOptions: {
      // The connection reconnects by itself and asks again then; a failed answer of the desk stays failed.
      queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })

/** The whole window: what it needs, and the workspace once the desk is ready. */
export function App({ desk, bridge }: { desk: Desk; bridge: Bridge | undefined }) {
  const [queries] = useState(createQueries)
  useRefreshOnReconnect(desk, queries)
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queries}>
        <DeskProvider desk={desk}>
          <NotificationsProvider>
            <CommandsProvider>
              <Gate bridge={bridge}>
                <Workspace bridge={bridge} />
              </Gate>
            </CommandsProvider>
          </NotificationsProvider>
        </DeskProvider>
      </QueryClientProvider>
    </ErrorBoundary>
  )
}

/** Asks everything again after a reconnection, except what a review shows: that must stay as it was simulated. */
function useRefreshOnReconnect({ connection }: Desk, queries: QueryClient): void {
  useEffect(() => {
    let seen = connection.getState().session
    return connection.subscribe(() => {
      const { session } = connection.getState()
      if (session === seen) return
      seen = session
      void queries.invalidateQueries({ predicate: ({ meta }) => meta?.keepsOnReconnect !== true })
    })
  }, [connection, queries])
}
