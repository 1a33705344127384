import { useQuery } from '@tanstack/react-query'
import { useStoredState } from '../../ui/useStoredState.ts'
import { useDesk } from '../connection/DeskContext.tsx'

const practice = 'practice'

/** The networks of the desk and the one that a screen works on: the practice chain until another is chosen, or when that is gone. */
export function useNetworkChoice(screen: string) {
  const { api } = useDesk()
  // Forks are made outside this window: each screen asks again when it is shown.
  const { data: networks = [] } = useQuery(api.networks.listNetworks.queryOptions({ staleTime: 0 }))
  const [stored, choose] = useStoredState<string>(`${screen}.network`, practice)
  const network = networks.some(({ id }) => id === stored) ? stored : practice
  return { networks, network, choose }
}

export type NetworkChoice = ReturnType<typeof useNetworkChoice>
