import { useMemo, useState } from 'react'
import type { Book, Market } from '../../../../engine/api/marketData.ts'
import type { OrderRecord } from '../../../../engine/api/order.ts'
import type { LiveState } from '../../../app/connection/createLiveStore.ts'
import { formatBps, formatCount, formatPrice, noValue } from '../../../ui/format.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useElementHeight } from '../hooks/useElementHeight.ts'
import { groupDepth } from '../model/book.ts'
import { DepthSide } from './DepthSide.tsx'
import './OrderBook.css'

const rowHeight = 20
const chromeHeight = 22 + 28
const groups = [1, 2, 5, 10, 25, 50, 100] as const

export interface OrderBookProps {
  readonly market: Market
  readonly book: LiveState<Book>
  readonly ownOrders: readonly OrderRecord[]
  readonly onPickPrice: (priceTicks: number, restingSide: 'buy' | 'sell') => void
}

/** The book: asks above, the spread, bids below; as many levels as fit, with the depth up to each. */
export function OrderBook({ market, book, ownOrders, onPickPrice }: OrderBookProps) {
  const [groupTicks, setGroupTicks] = useState(1)
  const [ref, height] = useElementHeight<HTMLDivElement>()
  const count = Math.max(1, Math.floor((height - chromeHeight) / 2 / rowHeight))
  const value = book.value
  const bids = useMemo(() => groupDepth('buy', value?.bids ?? [], groupTicks, count), [value, groupTicks, count])
  const asks = useMemo(() => groupDepth('sell', value?.asks ?? [], groupTicks, count), [value, groupTicks, count])
  const totalMax = Math.max(1, bids.at(-1)?.totalLots ?? 0, asks.at(-1)?.totalLots ?? 0)
  const side = { market, totalMax, groupTicks, ownOrders, onPickPrice }
  return (
    <Panel
      title="Order book"
      className="order-book"
      stale={book.freshness === 'stale'}
      actions={
        <label className="order-book-group">
          <span className="faint">Group</span>
          <select
            value={groupTicks}
            aria-label="Group prices by"
            onChange={(event) => setGroupTicks(Number(event.target.value))}
          >
            {groups.map((ticks) => (
              <option key={ticks} value={ticks}>
                {formatPrice(ticks, market)}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <div className="order-book-body" ref={ref}>
        {book.freshness === 'failed' ? (
          <ErrorMessage error={book.error} />
        ) : value === undefined ? (
          <StateMessage>Loading the book…</StateMessage>
        ) : (
          <>
            <div className="depth-head" aria-hidden="true">
              <span>Price</span>
              <span>Size lots</span>
              <span>Total lots</span>
            </div>
            <DepthSide side="sell" rows={asks} {...side} />
            <Spread market={market} bidTicks={value.bids[0]?.priceTicks} askTicks={value.asks[0]?.priceTicks} />
            <DepthSide side="buy" rows={bids} {...side} />
          </>
        )}
      </div>
    </Panel>
  )
}

function Spread({ market, bidTicks, askTicks }: { market: Market; bidTicks?: number; askTicks?: number }) {
  const isTwoSided = bidTicks !== undefined && askTicks !== undefined
  const spreadTicks = isTwoSided ? askTicks - bidTicks : 0
  return (
    <div className="order-book-spread">
      <span>
        <span className="faint">Spread</span> {isTwoSided ? formatPrice(spreadTicks, market) : noValue}
      </span>
      <span className="muted number">
        {isTwoSided ? `${formatCount(spreadTicks)} ${spreadTicks === 1 ? 'tick' : 'ticks'}` : 'one side is empty'}
      </span>
      <span className="muted number">
        {isTwoSided ? formatBps(Math.round((spreadTicks * 20_000) / (askTicks + bidTicks))) : ''}
      </span>
    </div>
  )
}
