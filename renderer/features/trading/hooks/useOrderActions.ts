import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { OrderRecord } from '../../../../engine/api/order.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { useNotifications } from '../../../ui/notifications.tsx'

/** Cancels orders, one or all, and tells when that fails. The stream shows the rest. */
export function useOrderActions(trader: string | undefined) {
  const { client } = useDesk()
  const { notify, notifyFailure } = useNotifications()
  const [cancelling, setCancelling] = useState<ReadonlySet<string>>(new Set())
  const cancel = (order: OrderRecord) => {
    const { orderId } = order
    setCancelling((before) => new Set(before).add(orderId))
    client.market
      .cancelOrder({ orderId })
      .catch((error: unknown) => notifyFailure('The order was not cancelled', error))
      .finally(() => setCancelling((before) => new Set([...before].filter((id) => id !== orderId))))
  }
  const cancelAll = useMutation({
    mutationFn: async () => (trader === undefined ? [] : (await client.market.cancelAll({ trader })).cancelled),
    onSuccess: (cancelled) =>
      notify('info', cancelled.length === 1 ? '1 order cancelled' : `${cancelled.length} orders cancelled`),
    onError: (error) => notifyFailure('Orders were not cancelled', error),
  })
  return { cancelling, cancel, cancelAll: cancelAll.mutate, isCancellingAll: cancelAll.isPending }
}
