import { useDesk, useLive } from '../../../app/connection/DeskContext.tsx'
import { type ContractEvent, mergeEvents } from '../model/mergeEvents.ts'

/** The events of a deployed contract, newest first, live; those that a rollback removed are marked. */
export function useEvents(deploymentId: string) {
  const { client, getLiveStore } = useDesk()
  return useLive(
    getLiveStore<readonly ContractEvent[], readonly ContractEvent[]>(`workbench.events/${deploymentId}`, () => ({
      open: (_known, signal) => client.workbench.watchEvents({ deploymentId }, { signal }),
      reduce: mergeEvents,
    })),
  )
}
