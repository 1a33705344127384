import type { Address, Hex } from 'viem'
import type { Trade } from '../../api/marketData.ts'
import { FillRecord, OrderRecord, type OrderState } from '../../api/order.ts'
import type { Database } from '../../store/openDatabase.ts'
import { readJson } from '../journal/marketJson.ts'

/** Which orders of a trader. */
export interface OrderFilter {
  readonly trader: Address
  readonly marketId?: string | undefined
  readonly state?: OrderState | undefined
  readonly limit: number
  readonly beforeSequence?: number | undefined
}

/** Which fills of a trader. */
export interface FillFilter {
  readonly trader: Address
  readonly limit: number
  readonly beforeSequence?: number | undefined
}

type Row = { sequence: number; record: string }

const noLimit = Number.MAX_SAFE_INTEGER

const statements = (database: Database) => ({
  order: database.prepare<[string], Row>('SELECT sequence, record FROM "order" WHERE orderId = ?'),
  orders: database.prepare<[string, number, string | null, string | null, number], Row>(
    `SELECT sequence, record FROM "order" WHERE trader = ? AND sequence < ? AND marketId = coalesce(?, marketId)
     AND state = coalesce(?, state) ORDER BY sequence DESC LIMIT ?`,
  ),
  fills: database.prepare<[{ trader: string; before: number; limit: number }], Row>(
    `SELECT * FROM (SELECT sequence, record FROM fill WHERE buyer = $trader AND sequence < $before ORDER BY sequence DESC LIMIT $limit)
     UNION
     SELECT * FROM (SELECT sequence, record FROM fill WHERE seller = $trader AND sequence < $before ORDER BY sequence DESC LIMIT $limit)
     ORDER BY sequence DESC LIMIT $limit`,
  ),
  tradesBefore: database.prepare<[string, number, number], Row>(
    'SELECT sequence, record FROM fill WHERE marketId = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?',
  ),
  tradesAfter: database.prepare<[string, number, number], Row>(
    'SELECT sequence, record FROM fill WHERE marketId = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  ),
})

const readOrder = ({ record, sequence }: Row): OrderRecord => readJson(OrderRecord, record, 'orders', sequence)
const readFill = ({ record, sequence }: Row): FillRecord => readJson(FillRecord, record, 'fills', sequence)

/** A fill without its parties. */
export const fillToTrade = (fill: FillRecord): Trade => {
  const { fillId, sequence, priceTicks, sizeLots, takerSide, matchedAtMs, settlement } = fill
  return { fillId, sequence, priceTicks, sizeLots, takerSide, matchedAtMs, settlement }
}

/** What can be asked of the projections. */
export const createQueries = (database: Database) => {
  const sql = statements(database)
  return {
    findOrder: (orderId: Hex): OrderRecord | undefined => {
      const row = sql.order.get(orderId)
      return row && readOrder(row)
    },
    /** Newest first. */
    listOrders: ({ trader, marketId, state, limit, beforeSequence }: OrderFilter): OrderRecord[] =>
      sql.orders.all(trader, beforeSequence ?? noLimit, marketId ?? null, state ?? null, limit).map(readOrder),
    /** Newest first. */
    listFills: ({ trader, limit, beforeSequence }: FillFilter): FillRecord[] =>
      sql.fills.all({ trader, before: beforeSequence ?? noLimit, limit }).map(readFill),
    /** Newest first. */
    listTrades: (marketId: string, limit: number, beforeSequence = noLimit): Trade[] =>
      sql.tradesBefore.all(marketId, beforeSequence, limit).map((row) => fillToTrade(readFill(row))),
    /** Oldest first. */
    listTradesAfter: (marketId: string, afterSequence: number, limit: number): Trade[] =>
      sql.tradesAfter.all(marketId, afterSequence, limit).map((row) => fillToTrade(readFill(row))),
  }
}

export type Queries = ReturnType<typeof createQueries>
