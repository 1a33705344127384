import { useQuery } from '@tanstack/react-query'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { type DebugRequest, toRequestKey } from '../model/debugRequest.ts'

const keptMs = 30 * 60_000

/** Runs a subject and keeps its trace: the same request finds the same trace again, also after another screen was shown. */
export function useTrace(request: DebugRequest | undefined) {
  const { client } = useDesk()
  return useQuery({
    queryKey: ['debugger', 'trace', request === undefined ? '' : toRequestKey(request)],
    queryFn: async ({ signal }) => {
      if (request === undefined) throw new Error('There is nothing to trace.')
      return client.debugging.openTrace(request, { signal })
    },
    enabled: request !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: keptMs,
    meta: { keepsOnReconnect: true },
  })
}
