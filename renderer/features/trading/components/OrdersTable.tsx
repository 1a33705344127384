import type { ReactNode } from 'react'
import type { Market } from '../../../../engine/api/marketData.ts'
import type { OrderRecord } from '../../../../engine/api/order.ts'
import { Badge, type BadgeTone } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount, formatMonthTime, formatPrice, noValue, shortenHex } from '../../../ui/format.ts'
import { type Column, Table } from '../../../ui/Table.tsx'
import { SideText } from './SideText.tsx'

export interface OrdersTableProps {
  readonly orders: readonly OrderRecord[]
  readonly markets: ReadonlyMap<string, Market>
  readonly stale: boolean
  readonly kind: 'open' | 'history'
  readonly empty: string
  readonly mayTrade: boolean
  readonly cancelling: ReadonlySet<string>
  readonly onCancel: (order: OrderRecord) => void
  readonly onEdit: (order: OrderRecord) => void
  readonly footer?: ReactNode
}

const stateTones = {
  open: 'accent',
  filled: 'bid',
  cancelled: 'neutral',
  expired: 'neutral',
  rejected: 'danger',
} as const satisfies Record<OrderRecord['state'], BadgeTone>

/** An account's orders: the open ones with cancel and edit, or those that ended with the reason. */
export function OrdersTable(props: OrdersTableProps) {
  const { orders, markets, stale, kind, empty, footer } = props
  const columns =
    kind === 'open' ? [...sharedColumns(markets), actionsColumn(props)] : [...sharedColumns(markets), stateColumn]
  return (
    <Table
      label={kind === 'open' ? 'Open orders' : 'Order history'}
      testId={kind === 'open' ? 'orders-table' : 'order-history-table'}
      columns={columns}
      rows={orders}
      getKey={({ orderId }) => orderId}
      stale={stale}
      empty={empty}
      footer={footer}
    />
  )
}

const sharedColumns = (markets: ReadonlyMap<string, Market>): Column<OrderRecord>[] => {
  const priceOf = ({ marketId, priceTicks }: OrderRecord) => {
    const market = markets.get(marketId)
    return market === undefined ? noValue : formatPrice(priceTicks, market)
  }
  return [
    {
      id: 'time',
      title: 'Accepted',
      unit: 'UTC',
      width: 112,
      render: ({ acceptedAtMs }) => formatMonthTime(acceptedAtMs),
    },
    {
      id: 'market',
      title: 'Market',
      width: 100,
      render: ({ marketId }) => cleanText(markets.get(marketId)?.treasury.symbol ?? marketId, 16),
    },
    { id: 'side', title: 'Side', width: 62, render: ({ order }) => <SideText side={order.side} /> },
    { id: 'price', title: 'Limit', align: 'right', width: 84, render: priceOf },
    {
      id: 'size',
      title: 'Size',
      unit: 'lots',
      align: 'right',
      width: 78,
      render: ({ sizeLots }) => formatCount(sizeLots),
    },
    {
      id: 'filled',
      title: 'Filled',
      unit: 'lots',
      align: 'right',
      width: 78,
      render: ({ filledLots }) => formatCount(filledLots),
    },
    {
      id: 'open',
      title: 'Open',
      unit: 'lots',
      align: 'right',
      width: 78,
      render: ({ openLots }) => formatCount(openLots),
    },
    { id: 'tif', title: 'Terms', width: 150, render: ({ order }) => describeTerms(order) },
    {
      id: 'id',
      title: 'Order',
      width: 116,
      render: ({ orderId }) => <CopyText text={orderId} shown={shortenHex(orderId)} label="order id" />,
    },
  ]
}

const describeTerms = ({ timeInForce, expiry, postOnly }: OrderRecord['order']) =>
  `${timeInForce}${timeInForce === 'GTD' ? ` ${formatMonthTime(expiry * 1_000).slice(0, 11)}` : ''}${postOnly ? ' · post' : ''}`

const actionsColumn = ({ mayTrade, cancelling, onCancel, onEdit }: OrdersTableProps): Column<OrderRecord> => ({
  id: 'actions',
  title: '',
  align: 'right',
  width: 128,
  render: (order) => (
    <span className="row-actions">
      <Button size="small" disabled={!mayTrade} data-testid="order-edit" onClick={() => onEdit(order)}>
        Edit
      </Button>
      <Button
        size="small"
        variant="danger"
        data-testid="order-cancel"
        disabled={!mayTrade}
        busy={cancelling.has(order.orderId)}
        onClick={() => onCancel(order)}
      >
        Cancel
      </Button>
    </span>
  ),
})

const stateColumn: Column<OrderRecord> = {
  id: 'state',
  title: 'State',
  width: 'auto',
  render: ({ state, reason }) => (
    <span className="row-state">
      <Badge tone={stateTones[state]}>{state}</Badge>
      {reason !== undefined && (
        <span className="muted" title={`${cleanText(reason.message, 300)} (${cleanText(reason.code)})`}>
          {cleanText(reason.message, 120)}
        </span>
      )}
    </span>
  ),
}
