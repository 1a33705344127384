import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useDesk } from '../../../app/connection/DeskContext.tsx'

/**
 * The machine before a step. While one answer is on its way no other is asked for, so a key held down asks as fast as the desk
 * answers and ends at the last step; what was shown stays until then.
 */
export function useTraceStep(traceId: string, step: number) {
  const { api } = useDesk()
  const [asked, ask] = useState(step)
  const query = useQuery({
    ...api.debugging.getStep.queryOptions({ input: { traceId, step: asked } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    meta: { keepsOnReconnect: true },
  })
  const isBusy = query.isFetching
  useEffect(() => {
    if (!isBusy) ask(step)
  }, [isBusy, step])
  return query
}
