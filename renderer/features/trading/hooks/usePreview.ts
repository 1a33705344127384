import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { TicketInput } from '../../../../engine/api/order.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'

const debounceMs = 120
const refreshMs = 2_000
/** Asked while there is no ticket; the query is off then. */
const noTicket: TicketInput = { trader: '0x', marketId: '-', side: 'buy', type: 'market', sizeLots: 1 }

/** What a ticket would cost now: asked a moment after the last key, again while the book moves. */
export function usePreview(ticket: TicketInput | undefined, isConnected: boolean) {
  const { api } = useDesk()
  const settled = useDebounced(ticket)
  const query = useQuery({
    ...api.market.previewOrder.queryOptions({ input: settled ?? noTicket }),
    enabled: settled !== undefined && isConnected,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
    gcTime: 10_000,
    retry: false,
  })
  const isCurrent =
    ticket !== undefined && JSON.stringify(settled) === JSON.stringify(ticket) && !query.isPlaceholderData
  return {
    preview: ticket === undefined ? undefined : query.data,
    isCurrent,
    error: settled === undefined ? null : query.error,
  }
}

function useDebounced(ticket: TicketInput | undefined): TicketInput | undefined {
  const [settled, setSettled] = useState(ticket)
  const key = JSON.stringify(ticket)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key === undefined ? undefined : JSON.parse(key)), debounceMs)
    return () => clearTimeout(timer)
  }, [key])
  return settled
}
