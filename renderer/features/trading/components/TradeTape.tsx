import type { Market, Trade } from '../../../../engine/api/marketData.ts'
import type { LiveState } from '../../../app/connection/createLiveStore.ts'
import { formatCount, formatDate, formatPrice, formatTime } from '../../../ui/format.ts'
import { joinClasses } from '../../../ui/joinClasses.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useElementHeight } from '../hooks/useElementHeight.ts'
import './TradeTape.css'

const rowHeight = 19
const headHeight = 22
const settlementMarks = { matched: '·', settled: '', failed: '✕' } as const
const settlementTitles = {
  matched: 'matched, waiting for settlement',
  settled: 'settled on chain',
  failed: 'settlement failed: unwound',
} as const

/** Public trades, newest first, as many as fit. */
export function TradeTape({ market, trades }: { market: Market; trades: LiveState<readonly Trade[]> }) {
  const [ref, height] = useElementHeight<HTMLDivElement>()
  const shown = (trades.value ?? []).slice(0, Math.max(0, Math.floor((height - headHeight) / rowHeight)))
  return (
    <Panel title="Trades" className="trade-tape" stale={trades.freshness === 'stale'}>
      <div className="trade-tape-body" ref={ref} data-testid="trade-tape">
        {trades.freshness === 'failed' && <ErrorMessage error={trades.error} />}
        {trades.freshness === 'loading' && <StateMessage>Loading trades…</StateMessage>}
        {trades.value?.length === 0 && <StateMessage>No trade yet in this market.</StateMessage>}
        {shown.length > 0 && (
          <div className="trade-tape-head" aria-hidden="true">
            <span>Time UTC</span>
            <span>Price</span>
            <span>Size lots</span>
          </div>
        )}
        <ol aria-label="Trades, newest first">
          {shown.map((trade) => (
            <TradeRow key={trade.fillId} market={market} trade={trade} />
          ))}
        </ol>
      </div>
    </Panel>
  )
}

const TradeRow = ({ market, trade }: { market: Market; trade: Trade }) => (
  <li
    className={joinClasses('trade-row', trade.settlement === 'failed' && 'trade-row-failed')}
    title={`${formatDate(trade.matchedAtMs)} · taker ${trade.takerSide === 'buy' ? 'bought' : 'sold'} · ${settlementTitles[trade.settlement]}`}
  >
    <span className="muted">{formatTime(trade.matchedAtMs)}</span>
    <span className={joinClasses('number', trade.takerSide === 'buy' ? 'bid' : 'ask')}>
      {trade.takerSide === 'buy' ? '▲' : '▼'} {formatPrice(trade.priceTicks, market)}
    </span>
    <span className="number">{formatCount(trade.sizeLots)}</span>
    <span className="trade-row-mark faint">{settlementMarks[trade.settlement]}</span>
  </li>
)
