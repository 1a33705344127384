import { type FormEvent, useRef } from 'react'
import type { Book, Market, Portfolio, Ticker } from '../../../../engine/api/marketData.ts'
import type { OrderRecord, TicketInput } from '../../../../engine/api/order.ts'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'
import { usePreview } from '../hooks/usePreview.ts'
import type { TicketState } from '../hooks/useTicket.ts'
import { describeStop } from '../model/describeStop.ts'
import { TicketFields } from './TicketFields.tsx'
import { TicketSummary } from './TicketSummary.tsx'
import './TicketPanel.css'

export interface TicketPanelProps {
  readonly market: Market
  readonly ticker: Ticker | undefined
  readonly book: Book | undefined
  readonly portfolio: Portfolio | undefined
  readonly ticket: TicketState
  readonly trader: string | undefined
  readonly isConnected: boolean
  /** Whether the caller's role may place orders. */
  readonly mayTrade: boolean
  readonly onReview: (ticket: TicketInput, replaces: OrderRecord | undefined) => void
}

/** The ticket: what to trade, checked by the desk while it is typed, and the way to review it. */
export function TicketPanel(props: TicketPanelProps) {
  const { market, ticker, book, portfolio, ticket, trader, isConnected, onReview } = props
  const { draft, reading, change, clear } = ticket
  const form = useRef<HTMLFormElement>(null)
  const { preview, isCurrent, error } = usePreview(reading.ticket, isConnected)
  const blocker = findBlocker(props)
  const hasProblems = (preview?.problems.length ?? 0) > 0 || Object.keys(reading.problems).length > 0
  const isReady = blocker === undefined && reading.ticket !== undefined && !(isCurrent && hasProblems)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady && reading.ticket !== undefined) return onReview(reading.ticket, draft.replaces)
    form.current?.querySelector<HTMLElement>('[aria-invalid=true], input[value=""]')?.focus()
  }
  const symbol = cleanText(market.treasury.symbol, 16)
  return (
    <Panel title={draft.replaces === undefined ? 'Ticket' : 'Replace order'} className="ticket-panel">
      <form className="ticket" ref={form} onSubmit={submit} noValidate aria-label="Order ticket">
        <Segmented
          label="Side"
          size="large"
          value={draft.side}
          options={[
            { value: 'buy', title: 'Buy', tone: 'buy', testId: 'ticket-side-buy' },
            { value: 'sell', title: 'Sell', tone: 'sell', testId: 'ticket-side-sell' },
          ]}
          onChange={(side) => change({ side })}
        />
        <TicketFields
          market={market}
          ticker={ticker}
          book={book}
          portfolio={portfolio}
          draft={draft}
          problems={{ ...collectProblems(isCurrent ? preview?.problems : undefined), ...reading.problems }}
          limitPriceTicks={preview?.limitPriceTicks}
          onChange={change}
        />
        <TicketSummary
          market={market}
          side={draft.side}
          preview={preview}
          isCurrent={isCurrent}
          error={error}
          portfolio={portfolio}
        />
        <p className="ticket-blocker" role="status">
          {blocker}
        </p>
        <Button
          type="submit"
          variant={draft.side}
          size="large"
          className="ticket-submit"
          data-testid="ticket-review"
          disabled={blocker !== undefined}
          aria-disabled={!isReady}
        >
          Review {draft.side === 'buy' ? 'buy' : 'sell'} {symbol}
        </Button>
        {draft.replaces !== undefined && (
          <Button onClick={clear} variant="quiet">
            Keep the old order
          </Button>
        )}
        {trader === undefined && <p className="faint">Choose an account in the bar above.</p>}
      </form>
    </Panel>
  )
}

function findBlocker({ market, trader, isConnected, mayTrade }: TicketPanelProps): string | undefined {
  if (!isConnected) return 'No connection: prices are stale, orders wait.'
  if (!mayTrade) return 'This login may look, but not trade: it needs the role “trader”.'
  const stop = describeStop(market)
  if (stop !== undefined) return `This market is ${stop}: no orders are taken.`
  return trader === undefined ? 'No account is selected.' : undefined
}

/** Problems by the field they stand beside; those of account and market stand with the size. */
function collectProblems(
  problems: readonly { field: string; message: string }[] = [],
): Partial<Record<string, string>> {
  const byField: Partial<Record<string, string>> = {}
  for (const { field, message } of problems) {
    const shownAt = field === 'account' || field === 'market' ? 'size' : field
    byField[shownAt] ??= cleanText(message, 160)
  }
  return byField
}
