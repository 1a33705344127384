import { useQuery } from '@tanstack/react-query'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useStoredState } from '../../../ui/useStoredState.ts'

const practice = 'practice'

/** The networks of the desk and the one that is looked at: the practice chain until another is chosen, or when that is gone. */
export function useNetworkChoice() {
  const { api } = useDesk()
  const { data: networks = [] } = useQuery(api.networks.listNetworks.queryOptions())
  const [stored, choose] = useStoredState<string>('explorer.network', practice)
  const network = networks.some(({ id }) => id === stored) ? stored : practice
  return { networks, network, choose }
}
