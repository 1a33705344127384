import { useCallback, useMemo, useState } from 'react'
import type { Market } from '../../../../engine/api/marketData.ts'
import type { OrderRecord, Side } from '../../../../engine/api/order.ts'
import { formatPrice } from '../../../ui/format.ts'
import { draftFromOrder, emptyTicket, readTicket, type TicketDraft } from '../model/ticket.ts'

/** A ticket being filled in. It starts afresh with every market, so that no price wanders from one to another. */
export function useTicket(market: Market, trader: string | undefined) {
  const [state, setState] = useState({ marketId: market.marketId, draft: emptyTicket })
  const draft = state.marketId === market.marketId ? state.draft : { ...emptyTicket, side: state.draft.side }
  const change = useCallback(
    (part: Partial<TicketDraft>) =>
      setState((before) => ({
        marketId: market.marketId,
        draft: { ...(before.marketId === market.marketId ? before.draft : emptyTicket), ...part },
      })),
    [market.marketId],
  )
  const reading = useMemo(() => readTicket(draft, market, trader, Date.now()), [draft, market, trader])
  const pickPrice = useCallback(
    (priceTicks: number, restingSide: Side) =>
      change({ type: 'limit', price: formatPrice(priceTicks, market), side: restingSide === 'buy' ? 'sell' : 'buy' }),
    [change, market],
  )
  const edit = useCallback(
    (order: OrderRecord, ofMarket: Market) =>
      setState({ marketId: ofMarket.marketId, draft: draftFromOrder(order, ofMarket) }),
    [],
  )
  const clear = useCallback(() => change({ price: '', size: '', expiry: '', replaces: undefined }), [change])
  return { draft, reading, change, pickPrice, edit, clear }
}

export type TicketState = ReturnType<typeof useTicket>
