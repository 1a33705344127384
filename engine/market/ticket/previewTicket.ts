import type { Book, BookLevel, Market } from '../../api/marketData.ts'
import type { OrderPreview, Ticket, TicketProblem } from '../../api/order.ts'
import { accruedOnQuantity } from '../../treasury/accruedInterest.ts'
import { dayOfTime } from '../../treasury/dayCount.ts'
import { yieldOfCleanPrice } from '../../treasury/yieldToMaturity.ts'
import { accruedToReserve, amountGiven } from '../core/reservations.ts'
import { cleanAmountOf, feeOf, priceOfTicks, quantityOfLots } from './marketUnits.ts'

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
  /** At clean prices. */
  readonly notional: bigint
  readonly accrued: bigint
  readonly weightedTicks: number
}

const crosses = (side: Ticket['side'], limitTicks: number, levelTicks: number): boolean =>
  side === 'buy' ? levelTicks <= limitTicks : levelTicks >= limitTicks

const walkBook = (ticket: Ticket, limitTicks: number | undefined, { market, book, nowMs }: PreviewInputs): Match => {
  let [lots, notional, accrued, weightedTicks] = [0, 0n, 0n, 0]
  for (const level of ticket.side === 'buy' ? book.asks : book.bids) {
    if (lots === ticket.sizeLots || limitTicks === undefined || !crosses(ticket.side, limitTicks, level.priceTicks))
      break
    const taken = Math.min(level.sizeLots, ticket.sizeLots - lots)
    lots += taken
    notional += cleanAmountOf(market, level.priceTicks, taken)
    accrued += accruedOnLots(market, taken, nowMs)
    weightedTicks += level.priceTicks * taken
  }
  return { lots, notional, accrued, weightedTicks }
}

const accruedOnLots = (market: Market, sizeLots: number, nowMs: number): bigint =>
  accruedOnQuantity(market.treasury, dayOfTime(nowMs / 1000), quantityOfLots(market, sizeLots))

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

/** Why nothing may be traded in a market now, or `undefined`. */
const describeHalt = (market: Market, nowMs: number): string | undefined => {
  if (market.status === 'halted') return 'Trading is halted in this market.'
  if (dayOfTime(nowMs / 1000) >= market.treasury.maturityDay) return 'This treasury has matured.'
  return market.treasuryStatus === 'active' ? undefined : `This treasury is ${market.treasuryStatus}.`
}

const timeProblems = (ticket: Ticket, { market, nowMs }: PreviewInputs): TicketProblem[] => {
  const problems: TicketProblem[] = []
  const halt = describeHalt(market, nowMs)
  if (halt !== undefined) problems.push(problem('market/halted', 'market', halt))
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

/** What a buyer must have free, as the market will hold it back: at the limit, for the accrued interest of the next days. */
const cashNeeded = (ticket: Ticket, limitTicks: number, { market, nowMs }: PreviewInputs): bigint => {
  const reservedAccrued = accruedToReserve(market.treasury, dayOfTime(nowMs / 1000))
  const feeBps = ticket.postOnly ? market.makerFeeBps : Math.max(market.makerFeeBps, market.takerFeeBps)
  const units = { market, wholeToken: 10n ** BigInt(market.treasury.decimals), reservedAccrued }
  return amountGiven(units, 'buy', ticket.sizeLots, limitTicks, feeBps)
}

const fundsProblems = (ticket: Ticket, limitTicks: number | undefined, inputs: PreviewInputs): TicketProblem[] => {
  const { availableCash } = inputs
  const isBuy = ticket.side === 'buy' && availableCash !== undefined && limitTicks !== undefined
  if (isBuy && cashNeeded(ticket, limitTicks, inputs) > availableCash) {
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
  const best = (ticket.side === 'buy' ? book.asks : book.bids)[0]
  const limitPriceTicks = ticket.type === 'market' ? protectiveLimit(ticket, best) : ticket.priceTicks
  const match = walkBook(ticket, limitPriceTicks, inputs)
  const endsAtOnce = ticket.type === 'market' || ticket.timeInForce === 'IOC' || ticket.timeInForce === 'FOK'
  const restsLots = endsAtOnce ? 0 : ticket.sizeLots - match.lots
  const restNotional = limitPriceTicks === undefined ? 0n : cleanAmountOf(market, limitPriceTicks, restsLots)
  const notional = match.notional + restNotional
  const accrued = match.accrued + accruedOnLots(market, restsLots, nowMs)
  const fee = feeOf(match.notional, market.takerFeeBps) + feeOf(restNotional, market.makerFeeBps)
  const payment = notional + accrued
  const averagePriceTicks = match.lots > 0 ? match.weightedTicks / match.lots : undefined
  const yieldTicks = limitPriceTicks === undefined ? undefined : Math.round(averagePriceTicks ?? limitPriceTicks)
  return {
    limitPriceTicks,
    fillsNowLots: match.lots,
    restsLots,
    averagePriceTicks,
    notional,
    accrued,
    fee,
    total: ticket.side === 'buy' ? payment + fee : payment > fee ? payment - fee : 0n,
    yieldToMaturity:
      yieldTicks === undefined
        ? undefined
        : yieldOfCleanPrice(market.treasury, dayOfTime(nowMs / 1000), priceOfTicks(market, yieldTicks)),
    problems: [
      ...timeProblems(ticket, inputs),
      ...priceProblems(limitPriceTicks, inputs),
      ...matchProblems(ticket, match),
      ...fundsProblems(ticket, limitPriceTicks, inputs),
    ],
  }
}
