import type { Side } from '../../api/order.ts'

/**
 * An order as the book sees it: whole ticks and lots, and links to its neighbours in the queue of its price. The object is
 * the queue's node itself (an intrusive list), so that cancelling costs no search and no allocation.
 */
export interface BookOrder {
  readonly orderId: string
  readonly trader: string
  readonly side: Side
  readonly priceTicks: number
  /** Time priority within a price: the smaller goes first. */
  readonly sequence: number
  openLots: number
  level: PriceLevel | undefined
  previous: BookOrder | undefined
  next: BookOrder | undefined
}

/** Everything that rests at one price, first in first out. */
export interface PriceLevel {
  readonly priceTicks: number
  sizeLots: number
  orderCount: number
  first: BookOrder | undefined
  last: BookOrder | undefined
}

/** One side of a book. `levels` is sorted with the best price last, where inserting and removing are cheapest. */
export interface BookSide {
  /** 1 where a higher price is better (bids), -1 where a lower one is (asks). */
  readonly direction: 1 | -1
  readonly levels: PriceLevel[]
  readonly byPrice: Map<number, PriceLevel>
}

/** One market's resting orders, by price, then time. Mutable; only the core touches it. */
export interface OrderBook {
  readonly bids: BookSide
  readonly asks: BookSide
  readonly orders: Map<string, BookOrder>
}

const createBookSide = (direction: 1 | -1): BookSide => ({ direction, levels: [], byPrice: new Map() })

/** An empty book. */
export const createOrderBook = (): OrderBook => ({
  bids: createBookSide(1),
  asks: createBookSide(-1),
  orders: new Map(),
})

/** The side where orders of `side` rest. */
export const sideOf = (book: OrderBook, side: Side): BookSide => (side === 'buy' ? book.bids : book.asks)

/** The side that orders of `side` trade against. */
export const oppositeOf = (book: OrderBook, side: Side): BookSide => (side === 'buy' ? book.asks : book.bids)

/** The best level of a side, or `undefined` when the side is empty. */
export const bestLevel = (side: BookSide): PriceLevel | undefined => side.levels[side.levels.length - 1]

/** Puts an order into the book. Its place within its price is that of its sequence; a new order's is the last. */
export const insertOrder = (book: OrderBook, order: BookOrder): void => {
  const level = openLevel(sideOf(book, order.side), order.priceTicks)
  let before = level.last
  // Only an order that comes back after a failed settlement walks: every other sequence is the highest so far.
  while (before !== undefined && before.sequence > order.sequence) before = before.previous
  const after = before === undefined ? level.first : before.next
  order.previous = before
  order.next = after
  if (before === undefined) level.first = order
  else before.next = order
  if (after === undefined) level.last = order
  else after.previous = order
  order.level = level
  level.sizeLots += order.openLots
  level.orderCount += 1
  book.orders.set(order.orderId, order)
}

/** Takes an order out of the book; its `openLots` stay as they are. Does nothing to an order that isn't in the book. */
export const removeOrder = (book: OrderBook, order: BookOrder): void => {
  const { level, previous, next } = order
  if (level === undefined) return
  if (previous === undefined) level.first = next
  else previous.next = next
  if (next === undefined) level.last = previous
  else next.previous = previous
  level.sizeLots -= order.openLots
  level.orderCount -= 1
  order.level = undefined
  order.previous = undefined
  order.next = undefined
  book.orders.delete(order.orderId)
  if (level.orderCount === 0) closeLevel(sideOf(book, order.side), level)
}

/** Changes the open lots of a resting order by `change`; it keeps its place. */
export const changeOpenLots = (order: BookOrder, change: number): void => {
  order.openLots += change
  if (order.level !== undefined) order.level.sizeLots += change
}

const openLevel = (side: BookSide, priceTicks: number): PriceLevel => {
  const existing = side.byPrice.get(priceTicks)
  if (existing !== undefined) return existing
  const level: PriceLevel = { priceTicks, sizeLots: 0, orderCount: 0, first: undefined, last: undefined }
  side.byPrice.set(priceTicks, level)
  const { levels } = side
  const index = findIndex(side, priceTicks)
  if (index === levels.length) levels.push(level)
  else levels.splice(index, 0, level)
  return level
}

const closeLevel = (side: BookSide, level: PriceLevel): void => {
  side.byPrice.delete(level.priceTicks)
  const { levels } = side
  if (levels[levels.length - 1] === level) levels.pop()
  else levels.splice(findIndex(side, level.priceTicks), 1)
}

/** The index of a price in `levels`, or where it would go. */
const findIndex = ({ levels, direction }: BookSide, priceTicks: number): number => {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const level = levels[middle]
    if (level !== undefined && (level.priceTicks - priceTicks) * direction < 0) low = middle + 1
    else high = middle
  }
  return low
}
