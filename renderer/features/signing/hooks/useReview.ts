import { useMutation, useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { Market } from '../../../../engine/api/marketData.ts'
import type { OrderAck, OrderRecord, TicketInput } from '../../../../engine/api/order.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { checkSignature } from '../model/checkPreparedOrder.ts'
import { findPlacedOrder, placeOrder } from '../model/placement.ts'

/** A ticket to be reviewed, signed and placed. */
export interface ReviewRequest {
  readonly ticket: TicketInput
  readonly market: Market
  /** The open order it replaces, both or neither. */
  readonly replaces: OrderRecord | undefined
}

/** Prepares a ticket, then signs exactly what was prepared, checks the signature, and places it. */
export function useReview({ ticket, replaces }: ReviewRequest, onPlaced: (ack: OrderAck) => void) {
  const { client } = useDesk()
  const reviewId = useId()
  // Every review prepares anew: what was simulated for another look at the ticket isn't what this one shows.
  const prepared = useQuery({
    queryKey: ['signing.review', reviewId],
    queryFn: ({ signal }) => client.market.prepareOrder(ticket, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
    meta: { keepsOnReconnect: true },
  })
  const placing = useMutation({
    mutationFn: async (): Promise<OrderAck> => {
      if (prepared.data === undefined) throw new Error('There is nothing to sign yet.')
      const { requestId, digest, order } = prepared.data
      const signed = await client.signing.signOrder({ requestId, digest })
      await checkSignature(prepared.data, signed)
      const submission = { order, signature: signed.signature }
      return placeOrder(() =>
        replaces === undefined
          ? client.market.submitOrder(submission)
          : client.market.replaceOrder({ ...submission, orderId: replaces.orderId }),
      )
    },
    onSuccess: onPlaced,
  })
  // An order's id is its digest, so the desk can say whether it took the one that was signed.
  const checking = useMutation({
    mutationFn: async () => {
      const orderId = prepared.data?.digest
      return orderId === undefined ? undefined : findPlacedOrder(() => client.market.getOrder({ orderId }))
    },
    onSuccess: (order) => {
      if (order !== undefined) return onPlaced({ order, fills: [] })
      placing.reset()
      return prepared.refetch()
    },
  })
  const prepareAgain = () => {
    placing.reset()
    void prepared.refetch()
  }
  return { prepared, placing, checking, prepareAgain }
}
