import type { Book, Market, Portfolio, Ticker } from '../../../../engine/api/marketData.ts'
import type { TimeInForce } from '../../../../engine/api/order.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { Field, NumberField } from '../../../ui/Field.tsx'
import { formatCount, formatLotsAsTokens, formatPrice, parsePrice } from '../../../ui/format.ts'
import { Select } from '../../../ui/Select.tsx'
import { canPostOnly, computeAvailableLots, parseLots, stepPrice, type TicketDraft } from '../model/ticket.ts'

export interface TicketFieldsProps {
  readonly market: Market
  readonly ticker: Ticker | undefined
  readonly book: Book | undefined
  readonly portfolio: Portfolio | undefined
  readonly draft: TicketDraft
  readonly problems: Partial<Record<string, string>>
  /** The protective limit of a market order, once the desk has said it. */
  readonly limitPriceTicks: number | undefined
  readonly onChange: (part: Partial<TicketDraft>) => void
}

const shares = [25n, 50n, 75n, 100n] as const

/** Type, price, size, time in force, expiry, post-only. */
export function TicketFields(props: TicketFieldsProps) {
  const { draft, problems, onChange } = props
  return (
    <>
      <div className="ticket-pair">
        <Select
          label="Type"
          testId="ticket-type"
          value={draft.type}
          options={[
            { value: 'limit', title: 'Limit' },
            { value: 'market', title: 'Market' },
          ]}
          onChange={(type) => onChange({ type })}
        />
        <Select
          label="Time in force"
          testId="ticket-tif"
          value={draft.type === 'market' ? 'IOC' : draft.timeInForce}
          disabled={draft.type === 'market'}
          problem={problems.timeInForce}
          options={timesInForce}
          onChange={(timeInForce) => onChange({ timeInForce })}
        />
      </div>
      <PriceField {...props} />
      <SizeField {...props} />
      {draft.type === 'limit' && draft.timeInForce === 'GTD' && (
        <Field
          label="Expires"
          type="datetime-local"
          testId="ticket-expiry"
          unit="UTC"
          value={draft.expiry}
          problem={problems.expiry}
          onChange={(expiry) => onChange({ expiry })}
        />
      )}
      <label className="ticket-check">
        <input
          type="checkbox"
          data-testid="ticket-post-only"
          checked={draft.postOnly && draft.type === 'limit' && canPostOnly(draft.timeInForce)}
          disabled={draft.type === 'market' || !canPostOnly(draft.timeInForce)}
          onChange={(event) => onChange({ postOnly: event.target.checked })}
        />
        <span>Post only</span>
        <span className="faint">rest in the book or be refused</span>
      </label>
    </>
  )
}

const tifTitles = {
  GTC: 'GTC · till cancelled',
  GTD: 'GTD · till date',
  IOC: 'IOC · or cancel rest',
  FOK: 'FOK · all or none',
} as const satisfies Record<TimeInForce, string>
const timesInForce = (Object.keys(tifTitles) as TimeInForce[]).map((value) => ({ value, title: tifTitles[value] }))

function PriceField({ market, book, draft, problems, limitPriceTicks, onChange }: TicketFieldsProps) {
  const unit = cleanText(market.settlementToken.symbol, 8)
  const best = draft.side === 'buy' ? book?.asks[0]?.priceTicks : book?.bids[0]?.priceTicks
  if (draft.type === 'market') {
    const limit = limitPriceTicks === undefined ? '' : formatPrice(limitPriceTicks, market)
    return (
      <Field
        label={draft.side === 'buy' ? 'Pays at most' : 'Gets at least'}
        hint="protective limit"
        className="field-number"
        value={limit}
        unit={unit}
        readOnly
        tabIndex={-1}
        placeholder="from the book"
        problem={problems.price}
        testId="ticket-price"
        onChange={() => {}}
      />
    )
  }
  return (
    <NumberField
      label={market.treasury.couponsPerYear === 0 ? 'Price' : 'Clean price'}
      testId="ticket-price"
      hint={`tick ${formatPrice(1, market)}`}
      unit={unit}
      value={draft.price}
      placeholder={best === undefined ? '' : formatPrice(best, market)}
      problem={problems.price}
      onChange={(price) => onChange({ price })}
      onStep={(steps) => onChange({ price: stepPrice(draft.price, steps, market, best) })}
    />
  )
}

function SizeField({ market, ticker, book, portfolio, draft, problems, limitPriceTicks, onChange }: TicketFieldsProps) {
  const lots = parseLots(draft.size)
  const typed = parsePrice(draft.price, market)
  const best = draft.side === 'buy' ? book?.asks[0]?.priceTicks : book?.bids[0]?.priceTicks
  const priceTicks = draft.type === 'market' ? (limitPriceTicks ?? best) : 'ticks' in typed ? typed.ticks : best
  const available = computeAvailableLots(draft.side, priceTicks, market, portfolio, ticker?.accruedReserve ?? 0n)
  const hint =
    available === undefined ? '' : `${draft.side === 'buy' ? 'can buy' : 'can sell'} ${formatCount(Number(available))}`
  return (
    <div>
      <NumberField
        label="Size"
        testId="ticket-size"
        hint={
          lots === undefined ? hint : `= ${formatLotsAsTokens(lots, market)} ${cleanText(market.treasury.symbol, 12)}`
        }
        unit="lots"
        value={draft.size}
        problem={problems.size}
        onChange={(size) => onChange({ size })}
        onStep={(steps) => onChange({ size: String(Math.max(1, (lots ?? 0) + steps)) })}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: four buttons that set the field above */}
      <div className="ticket-shares" role="group" aria-label="Share of what is available">
        {shares.map((share) => (
          <button
            key={share}
            type="button"
            disabled={available === undefined || available === 0n}
            data-testid={`ticket-share-${share}`}
            onClick={() => available !== undefined && onChange({ size: String((available * share) / 100n) })}
          >
            {String(share)} %
          </button>
        ))}
      </div>
    </div>
  )
}
