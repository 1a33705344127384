import type { ReactNode } from 'react'
import type { Market, Ticker } from '../../../../engine/api/marketData.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import {
  formatAmount,
  formatChange,
  formatCount,
  formatDay,
  formatPrice,
  formatRate,
  formatYield,
  noValue,
} from '../../../ui/format.ts'
import { describeStop } from '../model/describeStop.ts'
import { ChangeText } from './ChangeText.tsx'
import './MarketHeader.css'

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="market-fact">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

const kinds = { bill: 'T-bill', note: 'T-note', bond: 'T-bond' } as const

/** The market in one line: prices of the day, what accrues, then the treasury's terms. */
export function MarketHeader({
  market,
  ticker,
  stale,
}: {
  market: Market
  ticker: Ticker | undefined
  stale: boolean
}) {
  const { treasury } = market
  const stop = describeStop(market)
  return (
    <section className="market-header" aria-label="Selected market" data-stale={stale || undefined}>
      <div className="market-header-title">
        <h1>
          {cleanText(treasury.symbol, 16)}
          {stop !== undefined && <Badge tone="warning">{stop}</Badge>}
        </h1>
        <p className="muted">
          {kinds[treasury.kind]} · {cleanText(treasury.name, 48)}
        </p>
      </div>
      <Prices market={market} ticker={ticker} />
      <dl className="market-facts market-terms">
        <Fact label="Next coupon">
          <NextCoupon market={market} ticker={ticker} />
        </Fact>
        <Fact label="Coupon">
          {treasury.couponRate === 0 ? 'Zero' : `${formatRate(treasury.couponRate)} × ${treasury.couponsPerYear}/y`}
        </Fact>
        <Fact label="Maturity">{formatDay(treasury.maturityDay)}</Fact>
        <Fact label="Day count">{treasury.dayCount}</Fact>
        <Fact label="ISIN">
          <span className="selectable">{cleanText(treasury.isin, 12)}</span>
        </Fact>
      </dl>
    </section>
  )
}

function Prices({ market, ticker }: { market: Market; ticker: Ticker | undefined }) {
  const price = (ticks: number | undefined) => (ticks === undefined ? noValue : formatPrice(ticks, market))
  const unit = cleanText(market.settlementToken.symbol, 8)
  return (
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
      <Fact label="Accrued">{formatAccrued(market, ticker)}</Fact>
      <Fact label="Full price">{formatFullPrice(market, ticker)}</Fact>
    </dl>
  )
}

const moneyDigits = { fractionMin: 4, fractionMax: 4 }

const formatAccrued = ({ treasury, settlementToken }: Market, ticker: Ticker | undefined) =>
  ticker === undefined || treasury.couponsPerYear === 0
    ? noValue
    : formatAmount(ticker.accruedInterest, settlementToken.decimals, moneyDigits)

/** What one whole token costs with its accrued interest: the last clean price and what a settlement today adds. */
const formatFullPrice = ({ tickSize, settlementToken }: Market, ticker: Ticker | undefined) =>
  ticker?.lastPriceTicks === undefined
    ? noValue
    : formatAmount(
        BigInt(ticker.lastPriceTicks) * tickSize + ticker.accruedInterest,
        settlementToken.decimals,
        moneyDigits,
      )

function NextCoupon({ market: { settlementToken }, ticker }: { market: Market; ticker: Ticker | undefined }) {
  const coupon = ticker?.nextCoupon
  if (coupon === undefined) return noValue
  const amount = formatAmount(coupon.amount, settlementToken.decimals, { fractionMin: 2, fractionMax: 4 })
  return (
    <>
      {formatDay(coupon.day)} <span className="muted">{amount}</span>
    </>
  )
}
