import type { Market } from '../../../../engine/api/marketData.ts'
import type { OrderRecord } from '../../../../engine/api/order.ts'
import { formatCount, formatPrice } from '../../../ui/format.ts'
import type { DepthRow } from '../model/book.ts'

export interface DepthSideProps {
  readonly side: 'buy' | 'sell'
  readonly market: Market
  /** From the best price outwards. */
  readonly rows: readonly DepthRow[]
  readonly totalMax: number
  readonly groupTicks: number
  readonly ownOrders: readonly OrderRecord[]
  readonly onPickPrice: (priceTicks: number, restingSide: 'buy' | 'sell') => void
}

/** One side of the book. Bids start below the spread, asks end above it. The best level takes the focus; arrows walk the levels. */
export function DepthSide({ side, market, rows, totalMax, groupTicks, ownOrders, onPickPrice }: DepthSideProps) {
  const shown = side === 'sell' ? rows.toReversed() : rows
  const own = sumOwnLots(ownOrders, side, groupTicks)
  const best = rows[0]?.priceTicks
  const title = side === 'buy' ? 'Bids' : 'Asks'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of levels, each of them a button
    <div
      className={`depth-side depth-${side}`}
      role="group"
      aria-label={title}
      data-testid={side === 'buy' ? 'book-bids' : 'book-asks'}
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        if (step === undefined) return
        event.preventDefault()
        const levels = [...event.currentTarget.querySelectorAll<HTMLElement>('button')]
        levels[levels.indexOf(document.activeElement as HTMLElement) + step]?.focus()
      }}
    >
      {shown.map((row) => {
        const ownLots = own.get(row.priceTicks)
        return (
          <button
            key={row.priceTicks}
            type="button"
            className="depth-row"
            data-price-ticks={row.priceTicks}
            tabIndex={row.priceTicks === best ? 0 : -1}
            title={`${row.orderCount} orders${ownLots === undefined ? '' : `, ${formatCount(ownLots)} lots of them yours`}`}
            onClick={() => onPickPrice(row.priceTicks, side)}
          >
            <span className="depth-bar" style={{ transform: `scaleX(${Math.min(1, row.totalLots / totalMax)})` }} />
            <span className="depth-own" aria-hidden="true">
              {ownLots === undefined ? '' : '▸'}
            </span>
            <span className="depth-price">{formatPrice(row.priceTicks, market)}</span>
            <span className="number">{formatCount(row.sizeLots)}</span>
            <span className="number muted">{formatCount(row.totalLots)}</span>
          </button>
        )
      })}
      {rows.length === 0 && <p className="depth-empty faint">No {title.toLowerCase()}</p>}
    </div>
  )
}

/** Lots of the account's own open orders, by the price of the row they are shown in. */
function sumOwnLots(
  orders: readonly OrderRecord[],
  side: 'buy' | 'sell',
  groupTicks: number,
): ReadonlyMap<number, number> {
  const sums = new Map<number, number>()
  for (const { order, priceTicks, openLots } of orders) {
    if (order.side !== side) continue
    const row = (side === 'buy' ? Math.floor : Math.ceil)(priceTicks / groupTicks) * groupTicks
    sums.set(row, (sums.get(row) ?? 0) + openLots)
  }
  return sums
}
