import type { Market } from '../../../../engine/api/marketData.ts'
import type { FillRecord } from '../../../../engine/api/order.ts'
import { Badge, type BadgeTone } from '../../../ui/Badge.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount, formatMonthTime, formatPrice, noValue, shortenHex } from '../../../ui/format.ts'
import { type Column, Table } from '../../../ui/Table.tsx'
import { findFillSide } from '../model/account.ts'
import { computeNotional } from '../model/notional.ts'
import { SideText } from './SideText.tsx'

const settlementTones = { matched: 'warning', settled: 'bid', failed: 'danger' } as const satisfies Record<
  string,
  BadgeTone
>

export interface FillsTableProps {
  readonly fills: readonly FillRecord[]
  readonly account: string
  readonly markets: ReadonlyMap<string, Market>
  readonly stale: boolean
}

/** An account's fills with the state of their settlement: waiting, settled with its transaction, failed with the reason. */
export function FillsTable({ fills, account, markets, stale }: FillsTableProps) {
  const columns: Column<FillRecord>[] = [
    {
      id: 'time',
      title: 'Matched',
      unit: 'UTC',
      width: 112,
      render: ({ matchedAtMs }) => formatMonthTime(matchedAtMs),
    },
    {
      id: 'market',
      title: 'Market',
      width: 100,
      render: ({ marketId }) => cleanText(markets.get(marketId)?.treasury.symbol ?? marketId, 16),
    },
    { id: 'side', title: 'Side', width: 62, render: (fill) => <SideText side={findFillSide(fill, account)} /> },
    {
      id: 'price',
      title: 'Price',
      align: 'right',
      width: 84,
      render: (fill) => withMarket(markets, fill, (market) => formatPrice(fill.priceTicks, market)),
    },
    {
      id: 'size',
      title: 'Size',
      unit: 'lots',
      align: 'right',
      width: 72,
      render: ({ sizeLots }) => formatCount(sizeLots),
    },
    {
      id: 'notional',
      title: 'Clean amount',
      align: 'right',
      width: 116,
      render: (fill) => withMarket(markets, fill, (market) => formatNotional(fill, market)),
    },
    {
      id: 'role',
      title: 'Role',
      width: 54,
      render: (fill) => (findFillSide(fill, account) === fill.takerSide ? 'taker' : 'maker'),
    },
    { id: 'settlement', title: 'Settlement', width: 'auto', render: (fill) => <Settlement fill={fill} /> },
    {
      id: 'block',
      title: 'Block',
      align: 'right',
      width: 70,
      render: ({ blockNumber }) => (blockNumber === undefined ? noValue : formatCount(blockNumber)),
    },
    { id: 'hash', title: 'Transaction', width: 120, render: (fill) => <TransactionHash fill={fill} /> },
  ]
  return (
    <Table
      label="Fills"
      testId="fills-table"
      columns={columns}
      rows={fills}
      getKey={({ fillId }) => fillId}
      stale={stale}
      empty="No fill yet. A fill appears here the moment an order matches, then with its settlement transaction."
    />
  )
}

const withMarket = (markets: ReadonlyMap<string, Market>, fill: FillRecord, format: (market: Market) => string) => {
  const market = markets.get(fill.marketId)
  return market === undefined ? noValue : format(market)
}

const formatNotional = (fill: FillRecord, market: Market) =>
  `${formatAmount(computeNotional(fill.priceTicks, fill.sizeLots, market), market.settlementToken.decimals, { fractionMin: 2, fractionMax: 2 })}`

const Settlement = ({ fill: { settlement, reason } }: { fill: FillRecord }) => (
  <span className="row-state">
    <Badge tone={settlementTones[settlement]}>{settlement}</Badge>
    {reason !== undefined && (
      <span className="danger" title={`${cleanText(reason.message, 300)} (${cleanText(reason.code)})`}>
        {cleanText(reason.message, 120)}
      </span>
    )}
  </span>
)

const TransactionHash = ({ fill: { transactionHash } }: { fill: FillRecord }) =>
  transactionHash === undefined ? (
    <span className="faint">{noValue}</span>
  ) : (
    <CopyText text={transactionHash} shown={shortenHex(transactionHash)} label="transaction hash" />
  )
