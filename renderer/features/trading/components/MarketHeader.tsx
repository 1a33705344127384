import type { ReactNode } from 'react'
import type { Market, Ticker } from '../../../../engine/api/marketData.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import {
  formatAmount,
  formatBps,
  formatChange,
  formatCount,
  formatDate,
  formatPrice,
  formatYield,
  noValue,
} from '../../../ui/format.ts'
import { ChangeText } from './ChangeText.tsx'
import './MarketHeader.css'

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="market-fact">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

const kinds = { bill: 'T-bill', note: 'T-note', bond: 'T-bond' } as const

/** The market in one line: prices of the day, then the treasury's terms. */
export function MarketHeader({
  market,
  ticker,
  stale,
}: {
  market: Market
  ticker: Ticker | undefined
  stale: boolean
}) {
  const { treasury, settlementToken } = market
  const price = (ticks: number | undefined) => (ticks === undefined ? noValue : formatPrice(ticks, market))
  const unit = cleanText(settlementToken.symbol, 8)
  return (
    <section className="market-header" aria-label="Selected market" data-stale={stale || undefined}>
      <div className="market-header-title">
        <h1>{cleanText(treasury.symbol, 16)}</h1>
        <p className="muted">{cleanText(treasury.name, 48)}</p>
      </div>
      <dl className="market-facts">
        <Fact label={`Last ${unit}`}>
          <strong>{price(ticker?.lastPriceTicks)}</strong>
        </Fact>
        <Fact label="Change 24 h">
          <ChangeText text={formatChange(ticker?.openPriceTicks, ticker?.lastPriceTicks)} />
        </Fact>
        <Fact label="High 24 h">{price(ticker?.highPriceTicks)}</Fact>
        <Fact label="Low 24 h">{price(ticker?.lowPriceTicks)}</Fact>
        <Fact label="Volume 24 h">{ticker === undefined ? noValue : `${formatCount(ticker.volumeLots)} lots`}</Fact>
        <Fact label="YTM">{formatYield(ticker?.yieldToMaturity)}</Fact>
      </dl>
      <dl className="market-facts market-terms">
        <Fact label="ISIN">
          <span className="selectable">{cleanText(treasury.isin, 12)}</span>
        </Fact>
        <Fact label="Type">{kinds[treasury.kind]}</Fact>
        <Fact label="Coupon">
          {treasury.couponRateBps === 0
            ? 'Zero'
            : `${formatBps(treasury.couponRateBps)} × ${treasury.couponsPerYear}/y`}
        </Fact>
        <Fact label="Maturity">{formatDate(treasury.maturesAtS * 1_000)}</Fact>
        <Fact label="Face">
          {formatAmount(treasury.faceValue, settlementToken.decimals, { fractionMin: 2 })} {unit}
        </Fact>
        <Fact label="Day count">{treasury.dayCount}</Fact>
      </dl>
    </section>
  )
}
