import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { OrderRecord } from '../../../../engine/api/order.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import type { AccountState } from '../model/account.ts'

const pageSize = 50

/** Orders that ended, newest first: pages of the desk's history with what the live stream knows better laid over them. */
export function useOrderHistory(trader: string, account: AccountState | undefined) {
  const { api } = useDesk()
  const query = useInfiniteQuery({
    ...api.market.listOrders.infiniteOptions({
      input: (beforeSequence: number | undefined) => ({
        trader,
        limit: pageSize,
        ...(beforeSequence === undefined ? {} : { beforeSequence }),
      }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.sequence),
    }),
  })
  const { refetch } = query
  const endedCount = [...(account?.orders.values() ?? [])].filter(({ state }) => state !== 'open').length
  useEffect(() => {
    if (endedCount > 0) void refetch()
  }, [endedCount, refetch])
  const byId = new Map<string, OrderRecord>()
  for (const order of query.data?.pages.flat() ?? []) byId.set(order.orderId, order)
  for (const order of account?.orders.values() ?? []) byId.set(order.orderId, order)
  const orders = [...byId.values()]
    .filter(({ state }) => state !== 'open')
    .sort((one, other) => other.sequence - one.sequence)
  return { orders, query }
}
