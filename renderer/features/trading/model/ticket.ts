import type { Market, Portfolio } from '../../../../engine/api/marketData.ts'
import type { OrderRecord, Side, TicketInput, TimeInForce } from '../../../../engine/api/order.ts'
import { formatPrice, type PriceProblem, parsePrice } from '../../../ui/format.ts'

/** A ticket while it is typed: texts as they stand in the fields. */
export interface TicketDraft {
  readonly side: Side
  readonly type: 'limit' | 'market'
  readonly price: string
  readonly size: string
  readonly timeInForce: TimeInForce
  /** `YYYY-MM-DDTHH:MM`, UTC. */
  readonly expiry: string
  readonly postOnly: boolean
  /** The open order that this one replaces. */
  readonly replaces: OrderRecord | undefined
}

export const emptyTicket: TicketDraft = {
  side: 'buy',
  type: 'limit',
  price: '',
  size: '',
  timeInForce: 'GTC',
  expiry: '',
  postOnly: false,
  replaces: undefined,
}

export type TicketField = 'price' | 'size' | 'expiry'
export type TicketReading =
  | { readonly ticket: TicketInput; readonly problems: Partial<Record<TicketField, string>> }
  | { readonly ticket: undefined; readonly problems: Partial<Record<TicketField, string>> }

/** Reads a draft. A field that is still empty isn't wrong yet; the ticket is there only when every field is right. */
export function readTicket(
  draft: TicketDraft,
  market: Market,
  trader: string | undefined,
  nowMs: number,
): TicketReading {
  const problems: Partial<Record<TicketField, string>> = {}
  const price = draft.type === 'limit' ? parsePrice(draft.price, market) : undefined
  if (price !== undefined && 'problem' in price && price.problem !== 'empty')
    problems.price = describePrice(price.problem, market)
  const sizeLots = parseLots(draft.size)
  if (sizeLots === undefined && draft.size.trim() !== '') problems.size = 'A whole number of lots, at least 1.'
  const timeInForce = draft.type === 'market' ? 'IOC' : draft.timeInForce
  const expiresAtS = timeInForce === 'GTD' ? parseExpiry(draft.expiry) : undefined
  if (expiresAtS !== undefined && expiresAtS * 1_000 <= nowMs) problems.expiry = 'The expiry is in the past.'
  const isPriced = price === undefined || 'ticks' in price
  const isDated = timeInForce !== 'GTD' || (expiresAtS !== undefined && problems.expiry === undefined)
  if (trader === undefined || sizeLots === undefined || !isPriced || !isDated) return { ticket: undefined, problems }
  const ticket = {
    trader,
    marketId: market.marketId,
    side: draft.side,
    type: draft.type,
    sizeLots,
    timeInForce,
    postOnly: canPostOnly(timeInForce) && draft.postOnly,
    ...(price === undefined ? {} : { priceTicks: price.ticks }),
    ...(expiresAtS === undefined ? {} : { expiresAtS }),
  }
  return { ticket, problems }
}

/** An order that must trade at once can't also insist on resting. */
export const canPostOnly = (timeInForce: TimeInForce) => timeInForce === 'GTC' || timeInForce === 'GTD'

const describePrice = (problem: PriceProblem, market: Market) =>
  problem === 'off-grid' ? `Between two ticks: the tick is ${formatPrice(1, market)}.` : 'Not a price.'

/** A whole number of lots from 1, or `undefined`. */
export function parseLots(text: string): number | undefined {
  const plain = text.trim().replaceAll(',', '')
  const lots = /^\d{1,15}$/.test(plain) ? Number(plain) : 0
  return lots >= 1 ? lots : undefined
}

const parseExpiry = (text: string) => {
  const timeMs = Date.parse(`${text}:00Z`)
  return Number.isNaN(timeMs) ? undefined : Math.floor(timeMs / 1_000)
}

/** The price some ticks away from what is typed; from `fallbackTicks` where nothing right is typed. */
export function stepPrice(text: string, steps: number, market: Market, fallbackTicks: number | undefined): string {
  const price = parsePrice(text, market)
  if ('ticks' in price) return formatPrice(Math.max(1, price.ticks + steps), market)
  return fallbackTicks === undefined ? text : formatPrice(fallbackTicks, market)
}

/**
 * The most lots an account can buy at a clean price (accrued interest and fees included) or sell, less what its open orders hold
 * back.
 *
 * @param accruedReserve what a buy order holds back for the accrued interest of one whole token, settlement-token base units
 */
export function computeAvailableLots(
  side: Side,
  priceTicks: number | undefined,
  market: Market,
  portfolio: Portfolio | undefined,
  accruedReserve: bigint,
): bigint | undefined {
  if (portfolio === undefined) return undefined
  if (side === 'sell') {
    const position = portfolio.positions.find(({ marketId }) => marketId === market.marketId)
    return position === undefined ? 0n : clampZero(position.quantity - position.inOrders) / market.lotSize
  }
  if (priceTicks === undefined) return undefined
  const feeBps = BigInt(Math.max(market.makerFeeBps, market.takerFeeBps))
  const cash = clampZero(portfolio.cash - portfolio.cashInOrders)
  const costOfToken = BigInt(priceTicks) * market.tickSize * (10_000n + feeBps) + accruedReserve * 10_000n
  return (cash * 10_000n * 10n ** BigInt(market.treasury.decimals)) / (costOfToken * market.lotSize)
}

const clampZero = (value: bigint) => (value < 0n ? 0n : value)

/** A draft that changes an open order. */
export const draftFromOrder = (order: OrderRecord, market: Market): TicketDraft => ({
  ...emptyTicket,
  side: order.order.side,
  price: formatPrice(order.priceTicks, market),
  size: String(order.openLots),
  timeInForce: order.order.timeInForce,
  expiry: order.order.timeInForce === 'GTD' ? new Date(order.order.expiry * 1_000).toISOString().slice(0, 16) : '',
  postOnly: order.order.postOnly,
  replaces: order,
})
