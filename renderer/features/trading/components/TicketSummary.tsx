import type { ReactNode } from 'react'
import type { Market, Portfolio } from '../../../../engine/api/marketData.ts'
import type { OrderPreview, Side } from '../../../../engine/api/order.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { describeError } from '../../../ui/describeError.ts'
import { formatAmount, formatAveragePrice, formatCount, formatYield, noValue } from '../../../ui/format.ts'

export interface TicketSummaryProps {
  readonly market: Market
  readonly side: Side
  readonly preview: OrderPreview | undefined
  /** The preview is of what stands in the fields now. */
  readonly isCurrent: boolean
  readonly error: Error | null
  readonly portfolio: Portfolio | undefined
}

const Line = ({ label, unit, children }: { label: string; unit: string; children: ReactNode }) => (
  <div className="ticket-line">
    <dt>{label}</dt>
    <dd>{children}</dd>
    <span className="faint">{unit}</span>
  </div>
)

/** What the ticket would do now: clean amount, accrued interest, fee, total, yield, what trades at once and what rests; then what is available. */
export function TicketSummary({ market, side, preview, isCurrent, error, portfolio }: TicketSummaryProps) {
  const { settlementToken, treasury } = market
  const cash = cleanText(settlementToken.symbol, 8)
  const money = (amount: bigint | undefined) =>
    amount === undefined ? noValue : formatAmount(amount, settlementToken.decimals, { fractionMin: 2, fractionMax: 2 })
  const lots = (count: number | undefined) => (count === undefined ? noValue : formatCount(count))
  const position = portfolio?.positions.find(({ marketId }) => marketId === market.marketId)
  return (
    <div className="ticket-summary">
      <dl data-testid="ticket-preview" data-pending={!isCurrent || undefined}>
        <Line label="Clean amount" unit={cash}>
          {money(preview?.notional)}
        </Line>
        <Line label="Accrued interest" unit={cash}>
          {treasury.couponsPerYear === 0 ? noValue : money(preview?.accrued)}
        </Line>
        <Line label="Fee" unit={cash}>
          {money(preview?.fee)}
        </Line>
        <Line label={side === 'buy' ? 'Total to pay' : 'Total to get'} unit={cash}>
          <strong>{money(preview?.total)}</strong>
        </Line>
        <Line label="Yield to maturity" unit="p. a.">
          {formatYield(preview?.yieldToMaturity)}
        </Line>
        <Line label="Fills now" unit="lots">
          {lots(preview?.fillsNowLots)}
        </Line>
        <Line label="at average" unit={cash}>
          {preview?.averagePriceTicks === undefined ? noValue : formatAveragePrice(preview.averagePriceTicks, market)}
        </Line>
        <Line label="Rests in book" unit="lots">
          {lots(preview?.restsLots)}
        </Line>
      </dl>
      <dl className="ticket-available">
        <Line label="Cash available" unit={cash}>
          {portfolio === undefined ? noValue : money(portfolio.cash - portfolio.cashInOrders)}
        </Line>
        <Line label={`${cleanText(treasury.symbol, 12)} available`} unit="tokens">
          {portfolio === undefined
            ? noValue
            : formatAmount(position === undefined ? 0n : position.quantity - position.inOrders, treasury.decimals)}
        </Line>
      </dl>
      {error !== null && <p className="danger">{describeError(error).message}</p>}
    </div>
  )
}
