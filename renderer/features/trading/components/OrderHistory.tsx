import type { Market } from '../../../../engine/api/marketData.ts'
import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage } from '../../../ui/StateMessage.tsx'
import { useOrderHistory } from '../hooks/useOrderHistory.ts'
import type { AccountState } from '../model/account.ts'
import { OrdersTable } from './OrdersTable.tsx'

export interface OrderHistoryProps {
  readonly trader: string
  readonly account: AccountState | undefined
  readonly markets: ReadonlyMap<string, Market>
  readonly stale: boolean
}

const nothing = () => {}
const noIds: ReadonlySet<string> = new Set()

/** Orders that filled, were cancelled, expired or were rejected; further pages on demand. */
export function OrderHistory({ trader, account, markets, stale }: OrderHistoryProps) {
  const { orders, query } = useOrderHistory(trader, account)
  if (query.isError && orders.length === 0)
    return <ErrorMessage error={query.error} action={<Button onClick={() => query.refetch()}>Try again</Button>} />
  return (
    <OrdersTable
      kind="history"
      orders={orders}
      markets={markets}
      stale={stale}
      mayTrade={false}
      cancelling={noIds}
      onCancel={nothing}
      onEdit={nothing}
      empty={query.isPending ? 'Loading order history…' : 'No order has ended yet.'}
      footer={
        query.hasNextPage && (
          <p className="table-foot">
            <Button size="small" busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
              Load older orders
            </Button>
          </p>
        )
      }
    />
  )
}
