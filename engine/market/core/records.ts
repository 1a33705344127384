import type { Book, BookLevel } from '../../api/marketData.ts'
import type { FillRecord, OrderRecord } from '../../api/order.ts'
import type { BookSide, PriceLevel } from '../book/orderBook.ts'
import type { SettlementRequest } from '../types.ts'
import type { CoreFill, CoreMarket, CoreOrder } from './core.ts'

/** An order as the contract shows it; a copy of this moment. */
export const orderToRecord = (order: CoreOrder): OrderRecord => ({
  orderId: order.orderId,
  marketId: order.market.market.marketId,
  order: order.signed.order,
  state: order.state,
  priceTicks: order.priceTicks,
  sizeLots: order.sizeLots,
  filledLots: order.filledLots,
  openLots: order.openLots,
  ...(order.reason === undefined ? {} : { reason: order.reason }),
  acceptedAtMs: order.acceptedAtMs,
  updatedAtMs: order.updatedAtMs,
  sequence: order.sequence,
})

/** A fill as the contract shows it; a copy of this moment. */
export const fillToRecord = (fill: CoreFill): FillRecord => {
  const takerBuys = fill.taker.side === 'buy'
  return {
    fillId: fill.fillId,
    marketId: fill.market.market.marketId,
    sequence: fill.sequence,
    makerOrderId: fill.maker.orderId,
    takerOrderId: fill.taker.orderId,
    takerSide: fill.taker.side,
    buyer: takerBuys ? fill.taker.trader : fill.maker.trader,
    seller: takerBuys ? fill.maker.trader : fill.taker.trader,
    priceTicks: fill.priceTicks,
    sizeLots: fill.sizeLots,
    matchedAtMs: fill.matchedAtMs,
    settlement: fill.settlement,
    ...(fill.transactionHash === undefined ? {} : { transactionHash: fill.transactionHash }),
    ...(fill.blockNumber === undefined ? {} : { blockNumber: fill.blockNumber }),
    ...(fill.reason === undefined ? {} : { reason: fill.reason }),
  }
}

/** A fill as the trading module settles it. */
export const fillToRequest = ({ fillId, maker, taker, market, sizeLots, priceTicks }: CoreFill): SettlementRequest => ({
  fillId,
  maker: { order: maker.signed.order, signature: maker.signed.signature },
  taker: { order: taker.signed.order, signature: taker.signed.signature },
  quantity: BigInt(sizeLots) * market.market.lotSize,
  price: BigInt(priceTicks) * market.market.tickSize,
})

/** One price of a book; size 0 where nothing rests. */
export const levelToRecord = (priceTicks: number, level: PriceLevel | undefined): BookLevel => ({
  priceTicks,
  sizeLots: level?.sizeLots ?? 0,
  orderCount: level?.orderCount ?? 0,
})

/** A whole book as the contract shows it, best prices first. */
export const bookToRecord = ({ market, book }: CoreMarket, sequence: number): Book => ({
  marketId: market.marketId,
  sequence,
  bids: levelsOf(book.bids),
  asks: levelsOf(book.asks),
})

const levelsOf = ({ levels }: BookSide): BookLevel[] =>
  levels.map((level) => levelToRecord(level.priceTicks, level)).reverse()
