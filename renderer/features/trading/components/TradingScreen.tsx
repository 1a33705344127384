import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { CandleInterval, Market } from '../../../../engine/api/marketData.ts'
import type { OrderRecord, TicketInput } from '../../../../engine/api/order.ts'
import { useConnection, useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useStoredState } from '../../../ui/useStoredState.ts'
import { useAccount, useBook, useTickers, useTrades } from '../hooks/useMarketStreams.ts'
import { useTicket } from '../hooks/useTicket.ts'
import { useTradingCommands } from '../hooks/useTradingCommands.ts'
import { listOpenOrders } from '../model/account.ts'
import { intervals } from '../model/candles.ts'
import { type AccountTab, AccountTabs } from './AccountTabs.tsx'
import { ChartPanel } from './ChartPanel.tsx'
import { MarketHeader } from './MarketHeader.tsx'
import { MarketList } from './MarketList.tsx'
import { OrderBook } from './OrderBook.tsx'
import { TicketPanel } from './TicketPanel.tsx'
import { TradeTape } from './TradeTape.tsx'
import './TradingScreen.css'

/** An order as the ticket has it, ready for review and signature. */
export interface OrderDraft {
  readonly ticket: TicketInput
  readonly market: Market
  /** The open order it takes the place of. */
  readonly replaces: OrderRecord | undefined
  /** To be called once it is placed: the ticket empties, so that no second press places it twice. */
  readonly onPlaced: () => void
}

export interface TradingScreenProps {
  /** The selected account's address. */
  readonly trader: string | undefined
  readonly mayTrade: boolean
  /** Shows a ticket for review and signature. */
  readonly onReview: (draft: OrderDraft) => void
}

/** How soon a halt, a suspension or a maturity is seen here; the desk refuses orders at once. */
const marketsRefetchMs = 5_000

/** The trading screen: it loads the markets and shows the one selected. */
export function TradingScreen(props: TradingScreenProps) {
  const { api } = useDesk()
  const markets = useQuery(api.market.listMarkets.queryOptions({ refetchInterval: marketsRefetchMs }))
  const [storedId, setMarketId] = useStoredState<string>('trading.market', '')
  if (markets.data === undefined) {
    if (!markets.isError) return <StateMessage>Loading the markets…</StateMessage>
    return <ErrorMessage error={markets.error} action={<Button onClick={() => markets.refetch()}>Try again</Button>} />
  }
  const market = markets.data.find(({ marketId }) => marketId === storedId) ?? markets.data[0]
  if (market === undefined) return <StateMessage>This desk has no markets yet.</StateMessage>
  return <MarketScreen {...props} market={market} markets={markets.data} onMarket={setMarketId} />
}

interface MarketScreenProps extends TradingScreenProps {
  readonly market: Market
  readonly markets: readonly Market[]
  readonly onMarket: (marketId: string) => void
}

function MarketScreen({ market, markets, trader, mayTrade, onMarket, onReview }: MarketScreenProps) {
  const { phase } = useConnection()
  const tickers = useTickers()
  const book = useBook(market.marketId)
  const trades = useTrades(market.marketId)
  const account = useAccount(trader)
  const ticket = useTicket(market, trader)
  const [interval, setInterval] = useStoredState<CandleInterval>('trading.interval', '1h', (value) =>
    intervals.find((known) => known === value),
  )
  const [tab, setTab] = useState<AccountTab>('orders')
  const byId = useMemo(() => new Map(markets.map((each) => [each.marketId, each])), [markets])
  const openOrders = useMemo(() => listOpenOrders(account.value), [account.value])
  const ownOrders = useMemo(
    () => openOrders.filter(({ marketId }) => marketId === market.marketId),
    [openOrders, market.marketId],
  )
  useTradingCommands({ markets, onMarket, ticket, onTab: setTab, onInterval: setInterval })
  const edit = (order: OrderRecord) => {
    const ofMarket = byId.get(order.marketId)
    if (ofMarket === undefined) return
    onMarket(order.marketId)
    ticket.edit(order, ofMarket)
  }
  const isStale = tickers.freshness === 'stale'
  const ticker = tickers.value?.get(market.marketId)
  return (
    <div className="trading">
      <MarketHeader market={market} ticker={ticker} stale={isStale} />
      <div className="trading-left">
        <MarketList
          markets={markets}
          tickers={tickers.value}
          selectedId={market.marketId}
          stale={isStale}
          onSelect={onMarket}
        />
        <TradeTape market={market} trades={trades} />
      </div>
      <ChartPanel market={market} interval={interval} onInterval={setInterval} />
      <OrderBook market={market} book={book} ownOrders={ownOrders} onPickPrice={ticket.pickPrice} />
      <TicketPanel
        market={market}
        ticker={ticker}
        book={book.value}
        portfolio={account.value?.portfolio}
        ticket={ticket}
        trader={trader}
        isConnected={phase === 'live'}
        mayTrade={mayTrade}
        onReview={(input, replaces) => onReview({ ticket: input, market, replaces, onPlaced: ticket.clear })}
      />
      <AccountTabs
        trader={trader}
        account={account}
        markets={byId}
        mayTrade={mayTrade}
        selected={tab}
        onSelect={setTab}
        onEdit={edit}
      />
    </div>
  )
}
