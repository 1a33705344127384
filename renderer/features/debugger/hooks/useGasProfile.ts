import { useQuery } from '@tanstack/react-query'
import { useDesk } from '../../../app/connection/DeskContext.tsx'

/** Gas of a trace by line and by call. */
export function useGasProfile(traceId: string) {
  const { api } = useDesk()
  return useQuery({
    ...api.debugging.getGasProfile.queryOptions({ input: { traceId } }),
    staleTime: Number.POSITIVE_INFINITY,
    meta: { keepsOnReconnect: true },
  })
}
