import type { Market, Ticker } from '../../../../engine/api/marketData.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatChange, formatCount, formatPrice, formatYield, noValue } from '../../../ui/format.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { describeStop } from '../model/describeStop.ts'
import { ChangeText } from './ChangeText.tsx'
import './MarketList.css'

export interface MarketListProps {
  readonly markets: readonly Market[]
  readonly tickers: ReadonlyMap<string, Ticker> | undefined
  readonly selectedId: string
  readonly stale: boolean
  readonly onSelect: (marketId: string) => void
}

/** Every market with last price, change, volume and yield; arrows move, Enter or a click selects. */
export function MarketList({ markets, tickers, selectedId, stale, onSelect }: MarketListProps) {
  return (
    <Panel title="Markets" className="market-list" stale={stale}>
      <div className="market-list-head" aria-hidden="true">
        <span>Treasury</span>
        <span>Last, 24 h</span>
        <span>YTM, lots</span>
      </div>
      <div
        role="listbox"
        aria-label="Markets"
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          if (step === undefined) return
          event.preventDefault()
          const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=option]')]
          const next = rows[rows.indexOf(document.activeElement as HTMLElement) + step]
          next?.focus()
        }}
      >
        {markets.map((market) => (
          <MarketRow
            key={market.marketId}
            market={market}
            ticker={tickers?.get(market.marketId)}
            selected={market.marketId === selectedId}
            onSelect={onSelect}
          />
        ))}
      </div>
    </Panel>
  )
}

interface MarketRowProps {
  readonly market: Market
  readonly ticker: Ticker | undefined
  readonly selected: boolean
  readonly onSelect: (marketId: string) => void
}

function MarketRow({ market, ticker, selected, onSelect }: MarketRowProps) {
  const { marketId, treasury } = market
  return (
    <button
      type="button"
      role="option"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      className="market-row"
      data-testid={`market-row-${marketId}`}
      onClick={() => onSelect(marketId)}
    >
      <span className="market-row-symbol">{cleanText(treasury.symbol, 16)}</span>
      <span className="number">
        {ticker?.lastPriceTicks === undefined ? noValue : formatPrice(ticker.lastPriceTicks, market)}
      </span>
      <span className="number">{formatYield(ticker?.yieldToMaturity)}</span>
      <span className="market-row-name faint" title={cleanText(treasury.name)}>
        {describeStop(market)?.toUpperCase() ?? cleanText(treasury.name, 40)}
      </span>
      <span className="number">
        <ChangeText text={formatChange(ticker?.openPriceTicks, ticker?.lastPriceTicks)} />
      </span>
      <span className="number faint">{ticker === undefined ? noValue : formatCount(ticker.volumeLots)}</span>
    </button>
  )
}
