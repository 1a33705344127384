import type { SelfTradePrevention, TimeInForce } from '../../api/order.ts'
import {
  type BookOrder,
  type BookSide,
  bestLevel,
  changeOpenLots,
  insertOrder,
  type OrderBook,
  oppositeOf,
  removeOrder,
} from './orderBook.ts'

/** What an incoming order asks for besides price and size. */
export interface MatchingRules {
  readonly timeInForce: TimeInForce
  readonly postOnly: boolean
  readonly selfTradePrevention: SelfTradePrevention
}

/** Lots that a resting order gives an incoming one, at the resting order's price. */
export interface Match {
  readonly maker: BookOrder
  readonly priceTicks: number
  readonly lots: number
}

/** What became of an incoming order. The book is changed already, except by a refusal, which changes nothing. */
export interface MatchResult {
  readonly outcome: 'filled' | 'resting' | 'cancelled' | 'refused'
  /** Why it didn't fill or rest in full. */
  readonly reason: 'order/post-only' | 'order/not-filled' | 'order/self-trade' | undefined
  readonly matches: readonly Match[]
  /** Resting orders of the same trader that gave way, out of the book now. */
  readonly selfTrades: readonly BookOrder[]
}

/** Shared by the many orders that match nothing: the hot path allocates no lists. */
const NONE: readonly never[] = []

/**
 * Matches an incoming order by price-time priority, in place, and lets the rest of it rest if its time in force says so.
 *
 * Post-only refuses to take: an order that would cross is `refused`. Fill-or-kill is decided before anything moves, and counts
 * only what self-trade prevention leaves it. On a self-trade the incoming order's rule decides: `cancel-newest` ends the
 * incoming order, `cancel-oldest` the resting one, `cancel-both` both; what matched before stands.
 */
export const matchOrder = (book: OrderBook, taker: BookOrder, rules: MatchingRules): MatchResult => {
  const opposite = oppositeOf(book, taker.side)
  if (!crosses(opposite, taker.priceTicks)) return leaveRest(book, taker, rules, NONE, NONE)
  if (rules.postOnly) return refuse('order/post-only')
  if (rules.timeInForce === 'FOK' && !canFill(opposite, taker, rules)) return refuse('order/not-filled')

  const matches: Match[] = []
  const selfTrades: BookOrder[] = []
  while (taker.openLots > 0) {
    const level = bestLevel(opposite)
    if (level === undefined || (level.priceTicks - taker.priceTicks) * opposite.direction < 0) break
    const maker = level.first
    if (maker === undefined) break
    if (maker.trader === taker.trader) {
      const { selfTradePrevention } = rules
      if (selfTradePrevention !== 'cancel-newest') {
        removeOrder(book, maker)
        selfTrades.push(maker)
      }
      if (selfTradePrevention !== 'cancel-oldest') {
        return { outcome: 'cancelled', reason: 'order/self-trade', matches, selfTrades }
      }
      continue
    }
    const lots = Math.min(maker.openLots, taker.openLots)
    taker.openLots -= lots
    changeOpenLots(maker, -lots)
    if (maker.openLots === 0) removeOrder(book, maker)
    matches.push({ maker, priceTicks: level.priceTicks, lots })
  }
  return leaveRest(book, taker, rules, matches, selfTrades)
}

/** Whether an order limited to `priceTicks` would trade with the best order of `opposite`. */
export const crosses = (opposite: BookSide, priceTicks: number): boolean => {
  const level = bestLevel(opposite)
  return level !== undefined && (level.priceTicks - priceTicks) * opposite.direction >= 0
}

const refuse = (reason: 'order/post-only' | 'order/not-filled'): MatchResult => ({
  outcome: 'refused',
  reason,
  matches: NONE,
  selfTrades: NONE,
})

const leaveRest = (
  book: OrderBook,
  taker: BookOrder,
  { timeInForce }: MatchingRules,
  matches: readonly Match[],
  selfTrades: readonly BookOrder[],
): MatchResult => {
  if (taker.openLots === 0) return { outcome: 'filled', reason: undefined, matches, selfTrades }
  if (timeInForce === 'FOK') return refuse('order/not-filled')
  if (timeInForce === 'IOC') return { outcome: 'cancelled', reason: 'order/not-filled', matches, selfTrades }
  insertOrder(book, taker)
  return { outcome: 'resting', reason: undefined, matches, selfTrades }
}

/** Whether a fill-or-kill order would fill in full, after self-trade prevention. Changes nothing. */
const canFill = (opposite: BookSide, taker: BookOrder, rules: MatchingRules): boolean => {
  let missingLots = taker.openLots
  for (let index = opposite.levels.length - 1; index >= 0; index -= 1) {
    const level = opposite.levels[index]
    if (level === undefined || (level.priceTicks - taker.priceTicks) * opposite.direction < 0) return false
    for (let maker = level.first; maker !== undefined; maker = maker.next) {
      if (maker.trader === taker.trader) {
        if (rules.selfTradePrevention !== 'cancel-oldest') return false
        continue
      }
      missingLots -= maker.openLots
      if (missingLots <= 0) return true
    }
  }
  return false
}
