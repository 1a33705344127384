import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Market } from '../../../../engine/api/marketData.ts'
import type { FillRecord, OrderRecord } from '../../../../engine/api/order.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount, formatPrice, shortenHex } from '../../../ui/format.ts'
import { useNotifications } from '../../../ui/notifications.tsx'
import { type AccountState, findFillSide } from '../model/account.ts'
import { useAccount } from './useMarketStreams.ts'

/** Notifies of the account's own fills, their settlements and failures, and of orders that ended by themselves. */
export function useAccountEvents(account: string | undefined): void {
  const { api } = useDesk()
  const { value } = useAccount(account)
  const { notify } = useNotifications()
  const markets = useQuery(api.market.listMarkets.queryOptions()).data
  const seen = useRef<{ account: string | undefined; state: AccountState | undefined }>({ account, state: undefined })
  useEffect(() => {
    const before = seen.current.account === account ? seen.current.state : undefined
    seen.current = { account, state: value }
    // What a first snapshot brings is old news.
    if (before?.isComplete !== true || value === undefined || account === undefined || markets === undefined) return
    for (const fill of value.fills.values()) {
      if (before.fills.get(fill.fillId)?.settlement === fill.settlement) continue
      const market = markets.find(({ marketId }) => marketId === fill.marketId)
      if (market !== undefined) notify(...describeFill(fill, account, market))
    }
    for (const order of value.orders.values()) {
      if (before.orders.get(order.orderId)?.state !== 'open' || order.state === 'open') continue
      const market = markets.find(({ marketId }) => marketId === order.marketId)
      const told = market && describeOrderEnd(order, market)
      if (told !== undefined) notify(...told)
    }
  }, [value, account, markets, notify])
}

type Told = ['info' | 'success' | 'warning' | 'danger', string, string]

function describeFill(fill: FillRecord, account: string, market: Market): Told {
  const side = findFillSide(fill, account) === 'buy' ? 'Bought' : 'Sold'
  const what = `${side} ${formatCount(fill.sizeLots)} lots ${cleanText(market.treasury.symbol, 16)} at ${formatPrice(fill.priceTicks, market)}`
  if (fill.settlement === 'failed')
    return [
      'danger',
      'Settlement failed, the fill was unwound',
      `${what}. ${cleanText(fill.reason?.message ?? '', 200)} (${cleanText(fill.reason?.code ?? '')})`,
    ]
  if (fill.settlement === 'settled')
    return [
      'success',
      'Settled',
      `${what}. Transaction ${shortenHex(fill.transactionHash ?? '')}, block ${formatCount(fill.blockNumber ?? 0)}.`,
    ]
  return ['info', 'Filled', `${what}. Waiting for settlement.`]
}

/** A fill is told already; an end that was asked for needs no warning, any other one its reason. */
function describeOrderEnd(
  { state, reason, order, priceTicks, sizeLots }: OrderRecord,
  market: Market,
): Told | undefined {
  if (state === 'filled') return undefined
  const side = order.side === 'buy' ? 'Buy' : 'Sell'
  const what = `${side} ${formatCount(sizeLots)} lots ${cleanText(market.treasury.symbol, 16)} at ${formatPrice(priceTicks, market)}`
  if (reason === undefined || reason.code === 'order/cancelled') return ['info', `Order ${state}`, `${what}.`]
  return ['warning', `Order ${state}`, `${what}. ${cleanText(reason.message, 200)} (${cleanText(reason.code)})`]
}
