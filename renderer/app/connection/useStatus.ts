import type { SystemStatus } from '../../../engine/api/system.ts'
import { useDesk, useLive } from './DeskContext.tsx'

/** Where the desk stands, live. */
export function useStatus() {
  const { client, getLiveStore } = useDesk()
  return useLive(
    getLiveStore<SystemStatus, SystemStatus>('system.status', () => ({
      open: (_known, signal) => client.system.watchStatus(undefined, { signal }),
      reduce: (_known, status) => status,
    })),
  )
}
