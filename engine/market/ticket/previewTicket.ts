import type { Book, BookLevel, Market } from '../../api/marketData.ts'
import type { OrderPreview, Ticket, TicketProblem } from '../../api/order.ts'
import { yieldOfPrice } from '../../treasury/yieldToMaturity.ts'
import { feeOf, paymentOf, priceOfTicks, quantityOfLots } from './marketUnits.ts'

/** What a preview is computed from; amounts in base units, what open orders hold back taken off already. */
export interface PreviewInputs {
  readonly market: Market
  readonly book: Book
  readonly nowMs: number
  /** The price that the band is measured from; absent before the first trade. */
  readonly referenceTicks?: number
  readonly availableCash?: bigint
  readonly availableTokens?: bigint
}

interface Match {
  readonly lots: number
  readonly payment: bigint
  readonly weightedTicks: number
}

const crosses = (side: Ticket['side'], limitTicks: number, levelTicks: number): boolean =>
  side === 'buy' ? levelTicks <= limitTicks : levelTicks >= limitTicks

const walkBook = (market: Market, levels: readonly BookLevel[], ticket: Ticket, limitTicks: number): Match => {
  let [lots, payment, weightedTicks] = [0, 0n, 0]
  for (const level of levels) {
    if (lots === ticket.sizeLots || !crosses(ticket.side, limitTicks, level.priceTicks)) break
    const taken = Math.min(level.sizeLots, ticket.sizeLots - lots)
    lots += taken
    payment += paymentOf(market, level.priceTicks, taken)
    weightedTicks += level.priceTicks * taken
  }
  return { lots, payment, weightedTicks }
}

/** A market order's protective limit: the best opposite price and the slippage, rounded towards safety for the trader. */
const protectiveLimit = (ticket: Ticket, best: BookLevel | undefined): number | undefined => {
  if (best === undefined) return undefined
  const slippageTicks = Math.floor((best.priceTicks * ticket.maxSlippageBps) / 10_000)
  return ticket.side === 'buy' ? best.priceTicks + slippageTicks : Math.max(1, best.priceTicks - slippageTicks)
}

const problem = (code: string, field: TicketProblem['field'], message: string): TicketProblem => ({
  code,
  field,
  message,
})

const timeProblems = (ticket: Ticket, { market, nowMs }: PreviewInputs): TicketProblem[] => {
  const problems: TicketProblem[] = []
  if (market.status === 'halted') problems.push(problem('market/halted', 'market', 'Trading is halted in this market.'))
  if (nowMs / 1000 >= market.treasury.maturesAtS) {
    problems.push(problem('market/halted', 'market', 'This treasury has matured.'))
  }
  if (ticket.timeInForce === 'GTD' && ticket.expiresAtS === undefined) {
    problems.push(problem('order/time-in-force', 'expiry', 'A good-till-date order needs a date.'))
  }
  if (ticket.expiresAtS !== undefined && ticket.expiresAtS * 1000 <= nowMs) {
    problems.push(problem('order/expired', 'expiry', 'The expiry is in the past.'))
  }
  return problems
}

const priceProblems = (limitTicks: number | undefined, { market, referenceTicks }: PreviewInputs): TicketProblem[] => {
  if (limitTicks === undefined) {
    return [problem('order/not-filled', 'price', 'Nobody quotes the other side; a market order has no price.')]
  }
  if (referenceTicks === undefined) return []
  const bandTicks = (referenceTicks * market.priceBandBps) / 10_000
  if (Math.abs(limitTicks - referenceTicks) <= bandTicks) return []
  const message = `The price is more than ${market.priceBandBps / 100} % from the last price.`
  return [problem('order/price-band', 'price', message)]
}

const matchProblems = (ticket: Ticket, match: Match): TicketProblem[] => {
  if (ticket.postOnly && match.lots > 0) {
    return [problem('order/post-only', 'price', 'A post-only order would trade at once at this price.')]
  }
  if (ticket.timeInForce === 'FOK' && match.lots < ticket.sizeLots) {
    return [problem('order/not-filled', 'size', `Only ${match.lots} of ${ticket.sizeLots} lots can fill now.`)]
  }
  const fillsAtOnce = ticket.timeInForce === 'IOC' || ticket.type === 'market'
  if (fillsAtOnce && match.lots === 0) {
    return [problem('order/not-filled', 'price', 'Nothing in the book matches this price.')]
  }
  return []
}

const fundsProblems = (ticket: Ticket, total: bigint, inputs: PreviewInputs): TicketProblem[] => {
  if (ticket.side === 'buy' && inputs.availableCash !== undefined && total > inputs.availableCash) {
    return [problem('order/balance', 'size', 'The account has too little cash free for this order.')]
  }
  const quantity = quantityOfLots(inputs.market, ticket.sizeLots)
  if (ticket.side === 'sell' && inputs.availableTokens !== undefined && quantity > inputs.availableTokens) {
    return [problem('order/balance', 'size', `The account has too few ${inputs.market.marketId} free for this order.`)]
  }
  return []
}

/** Works out what a ticket would cost against the book as it stands. Pure; never throws for a parsed ticket. */
export const previewTicket = (ticket: Ticket, inputs: PreviewInputs): OrderPreview => {
  const { market, book, nowMs } = inputs
  const opposite = ticket.side === 'buy' ? book.asks : book.bids
  const limitPriceTicks = ticket.type === 'market' ? protectiveLimit(ticket, opposite[0]) : ticket.priceTicks
  const match =
    limitPriceTicks === undefined
      ? { lots: 0, payment: 0n, weightedTicks: 0 }
      : walkBook(market, opposite, ticket, limitPriceTicks)
  const endsAtOnce = ticket.type === 'market' || ticket.timeInForce === 'IOC' || ticket.timeInForce === 'FOK'
  const restsLots = endsAtOnce ? 0 : ticket.sizeLots - match.lots
  const restPayment = limitPriceTicks === undefined ? 0n : paymentOf(market, limitPriceTicks, restsLots)
  const notional = match.payment + restPayment
  const fee = feeOf(match.payment, market.takerFeeBps) + feeOf(restPayment, market.makerFeeBps)
  const total = ticket.side === 'buy' ? notional + fee : notional > fee ? notional - fee : 0n
  const averagePriceTicks = match.lots > 0 ? match.weightedTicks / match.lots : undefined
  const yieldTicks = limitPriceTicks === undefined ? undefined : Math.round(averagePriceTicks ?? limitPriceTicks)
  return {
    limitPriceTicks,
    fillsNowLots: match.lots,
    restsLots,
    averagePriceTicks,
    notional,
    fee,
    total,
    yieldToMaturity:
      yieldTicks === undefined
        ? undefined
        : yieldOfPrice(market.treasury, Math.floor(nowMs / 1000), priceOfTicks(market, yieldTicks)),
    problems: [
      ...timeProblems(ticket, inputs),
      ...priceProblems(limitPriceTicks, inputs),
      ...matchProblems(ticket, match),
      ...fundsProblems(ticket, total, inputs),
    ],
  }
}
