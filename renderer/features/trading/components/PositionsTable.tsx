import type { Market, Portfolio } from '../../../../engine/api/marketData.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount, formatDay, noValue } from '../../../ui/format.ts'
import { type Column, Table } from '../../../ui/Table.tsx'
import { describeStop } from '../model/describeStop.ts'

/** A line of holdings: cash, a treasury, or the network's coin, each in its own unit. */
interface Holding {
  readonly id: string
  readonly asset: string
  readonly name: string
  readonly balance: string
  readonly inOrders: string
  readonly available: string
  readonly accrued: string
  readonly value: string
  readonly nextCoupon: string
}

const columns: readonly Column<Holding>[] = [
  { id: 'asset', title: 'Asset', width: 100, render: ({ asset }) => <strong>{asset}</strong> },
  { id: 'name', title: 'Name', width: 'auto', render: ({ name }) => <span className="muted">{name}</span> },
  { id: 'balance', title: 'Balance', align: 'right', width: 116, render: ({ balance }) => balance },
  { id: 'orders', title: 'In orders', align: 'right', width: 112, render: ({ inOrders }) => inOrders },
  { id: 'available', title: 'Available', align: 'right', width: 116, render: ({ available }) => available },
  { id: 'coupon', title: 'Next coupon', align: 'right', width: 178, render: ({ nextCoupon }) => nextCoupon },
  { id: 'accrued', title: 'Accrued', align: 'right', width: 104, render: ({ accrued }) => accrued },
  { id: 'value', title: 'Full value at last', align: 'right', width: 160, render: ({ value }) => value },
]

export interface PositionsTableProps {
  readonly portfolio: Portfolio | undefined
  readonly markets: ReadonlyMap<string, Market>
  readonly stale: boolean
}

/** Cash and positions, read from the chain at the block in the footer. */
export function PositionsTable({ portfolio, markets, stale }: PositionsTableProps) {
  return (
    <Table
      label="Positions and balances"
      testId="positions-table"
      columns={columns}
      rows={portfolio === undefined ? [] : listHoldings(portfolio, markets)}
      getKey={({ id }) => id}
      stale={stale}
      empty="Holdings are being read from the chain…"
      footer={
        portfolio && (
          <p className="table-foot faint">Read from the chain at block {formatCount(portfolio.blockNumber)}.</p>
        )
      }
    />
  )
}

function listHoldings(portfolio: Portfolio, markets: ReadonlyMap<string, Market>): Holding[] {
  const cashToken = [...markets.values()][0]?.settlementToken
  const cashUnit = cleanText(cashToken?.symbol ?? '', 8)
  const cash = (amount: bigint) => formatAmount(amount, cashToken?.decimals ?? 6, { fractionMin: 2, fractionMax: 2 })
  const positions = portfolio.positions.flatMap(({ marketId, quantity, inOrders, accrued, value, nextCoupon }) => {
    const market = markets.get(marketId)
    if (market === undefined) return []
    const { treasury } = market
    const stop = describeStop(market)
    const tokens = (amount: bigint) => formatAmount(amount, treasury.decimals)
    return {
      id: marketId,
      asset: cleanText(treasury.symbol, 16),
      name: `${cleanText(treasury.name, 48)}${stop === undefined ? '' : ` · ${stop}`}`,
      balance: tokens(quantity),
      inOrders: tokens(inOrders),
      available: tokens(quantity - inOrders),
      accrued: treasury.couponsPerYear === 0 ? noValue : cash(accrued),
      nextCoupon: nextCoupon === undefined ? noValue : `${formatDay(nextCoupon.day)} ${cash(nextCoupon.amount)}`,
      value: value === undefined ? noValue : `${cash(value)} ${cashUnit}`,
    }
  })
  return [
    {
      id: 'cash',
      asset: cashUnit,
      name: 'Settlement cash',
      balance: cash(portfolio.cash),
      inOrders: cash(portfolio.cashInOrders),
      available: cash(portfolio.cash - portfolio.cashInOrders),
      accrued: noValue,
      nextCoupon: noValue,
      value: `${cash(portfolio.cash)} ${cashUnit}`,
    },
    ...positions,
    {
      id: 'ether',
      asset: 'ETH',
      name: 'Network coin, for gas',
      balance: formatAmount(portfolio.etherWei, 18, { fractionMin: 4, fractionMax: 4 }),
      inOrders: noValue,
      available: noValue,
      accrued: noValue,
      nextCoupon: noValue,
      value: noValue,
    },
  ]
}
