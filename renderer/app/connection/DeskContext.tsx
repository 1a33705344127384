import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query'
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react'
import type { DeskClient } from '../../../engine/api/contract.ts'
import type { Connection, ConnectionState } from './createConnection.ts'
import { createFrameScheduler } from './createFrameScheduler.ts'
import { createLiveStore, type LiveState, type LiveStore, type LiveStoreOptions } from './createLiveStore.ts'

/** Everything a component needs to talk to the desk. */
export interface Desk {
  readonly connection: Connection
  readonly client: DeskClient
  /** React Query options of every procedure. */
  readonly api: RouterUtils<DeskClient>
  /** The store of a stream, the same for every caller of the same key. */
  readonly getLiveStore: <Value, Event>(
    key: string,
    options: () => LiveStoreOptions<Value, Event>,
  ) => LiveStore<Value, Event>
}

/** Wires a connection to React Query and to live stores. */
export function createDesk(connection: Connection): Desk {
  const scheduler = createFrameScheduler({
    requestFrame: (callback) => requestAnimationFrame(callback),
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  })
  const stores = new Map<string, unknown>()
  return {
    connection,
    client: connection.client,
    api: createTanstackQueryUtils(connection.client),
    getLiveStore: <Value, Event>(key: string, options: () => LiveStoreOptions<Value, Event>) => {
      const known = stores.get(key)
      // A key names one stream, so the types of whoever asked first are those of everyone.
      if (known !== undefined) return known as LiveStore<Value, Event>
      const store = createLiveStore(options(), { connection, scheduler, random: Math.random })
      stores.set(key, store)
      return store
    },
  }
}

const Context = createContext<Desk | undefined>(undefined)

export const DeskProvider = ({ desk, children }: { desk: Desk; children: ReactNode }) => (
  <Context value={desk}>{children}</Context>
)

/** The desk this window is connected to. */
export function useDesk(): Desk {
  const desk = use(Context)
  if (desk === undefined) throw new Error('useDesk needs a DeskProvider above it.')
  return desk
}

/** Where the connection stands, live. */
export function useConnection(): ConnectionState {
  const { connection } = useDesk()
  return useSyncExternalStore(connection.subscribe, connection.getState)
}

/** The value of a live store, rendered at most once a frame. */
export const useLive = <Value, Event>(store: LiveStore<Value, Event>): LiveState<Value> =>
  useSyncExternalStore(store.subscribe, store.getState)
