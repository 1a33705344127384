import { useMemo } from 'react'
import type { CandleInterval, Market } from '../../../../engine/api/marketData.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { type Command, useCommands } from '../../../ui/commands.tsx'
import type { AccountTab } from '../components/AccountTabs.tsx'
import { intervals } from '../model/candles.ts'
import type { TicketState } from './useTicket.ts'

export interface TradingCommandsOptions {
  readonly markets: readonly Market[]
  readonly ticket: TicketState
  readonly onMarket: (marketId: string) => void
  readonly onTab: (tab: AccountTab) => void
  readonly onInterval: (interval: CandleInterval) => void
}

const focusField = (testId: string) => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.focus()

/** The trading screen's commands: markets, sides, fields of the ticket, tabs, intervals. */
export function useTradingCommands({ markets, ticket, onMarket, onTab, onInterval }: TradingCommandsOptions): void {
  const { change, clear } = ticket
  const commands = useMemo((): readonly Command[] => {
    const side = (value: 'buy' | 'sell') => () => {
      change({ side: value })
      focusField('ticket-size')
    }
    return [
      ...markets.map(({ marketId, treasury }, index) => ({
        id: `trading.market.${marketId}`,
        title: `${cleanText(treasury.symbol, 16)} · ${cleanText(treasury.name, 48)}`,
        group: 'Markets',
        ...(index < 9 ? { shortcut: String(index + 1) } : {}),
        run: () => onMarket(marketId),
      })),
      { id: 'trading.buy', title: 'Buy: go to the ticket', group: 'Trading', shortcut: 'b', run: side('buy') },
      { id: 'trading.sell', title: 'Sell: go to the ticket', group: 'Trading', shortcut: 's', run: side('sell') },
      {
        id: 'trading.price',
        title: 'Go to the price',
        group: 'Trading',
        shortcut: 'p',
        run: () => focusField('ticket-price'),
      },
      { id: 'trading.clear', title: 'Clear the ticket', group: 'Trading', shortcut: 'c', run: clear },
      { id: 'trading.orders', title: 'Show open orders', group: 'Trading', shortcut: 'o', run: () => onTab('orders') },
      { id: 'trading.fills', title: 'Show fills', group: 'Trading', shortcut: 'f', run: () => onTab('fills') },
      {
        id: 'trading.positions',
        title: 'Show positions',
        group: 'Trading',
        shortcut: 'h',
        run: () => onTab('positions'),
      },
      { id: 'trading.history', title: 'Show order history', group: 'Trading', run: () => onTab('history') },
      ...intervals.map((interval) => ({
        id: `trading.interval.${interval}`,
        title: `Candles of ${interval}`,
        group: 'Chart',
        run: () => onInterval(interval),
      })),
    ]
  }, [markets, change, clear, onMarket, onTab, onInterval])
  useCommands(commands)
}
