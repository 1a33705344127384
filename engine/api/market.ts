import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Book, BookEvent, Candle, CandleInterval, Market, Portfolio, Ticker, Trade } from './marketData.ts'
import {
  FillRecord,
  OrderAck,
  OrderPreview,
  OrderRecord,
  OrderState,
  PreparedOrder,
  SelfTradePrevention,
  SignableOrder,
  Ticket,
} from './order.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes, Bytes32, Limit } from './schemas.ts'

const MarketId = z.string().min(1).max(32)
const OfMarket = z.object({ marketId: MarketId })
const refusals = [
  'market/not-found',
  'market/halted',
  'order/duplicate',
  'order/tick-size',
  'order/lot-size',
  'order/expired',
  'order/signature',
  'order/domain',
  'order/balance',
  'order/allowance',
  'order/price-band',
  'order/time-in-force',
  'order/fee',
  'order/nonce',
  'order/too-many',
  'compliance/not-eligible',
  'settlement/failed',
  'chain/unavailable',
] as const

/** A signed order as it comes in. */
export const SignedOrder = z.object({
  order: SignableOrder,
  /** 65 bytes of an EOA, or whatever the account's ERC-1271 contract takes. */
  signature: Bytes,
  selfTradePrevention: SelfTradePrevention.default('cancel-newest'),
})
export type SignedOrder = z.infer<typeof SignedOrder>

/** What an account's stream sends: all open orders and recent fills first, then what changed. */
export const AccountEvent = z.object({
  kind: z.enum(['snapshot', 'change']),
  orders: z.array(OrderRecord),
  fills: z.array(FillRecord),
  portfolio: Portfolio.optional(),
})
export type AccountEvent = z.infer<typeof AccountEvent>

export const market = {
  listMarkets: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/markets', summary: 'Every market with its treasury' })
    .output(z.array(Market)),

  watchTickers: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({ method: 'GET', path: '/markets/tickers/stream', summary: 'All tickers, then those that change' })
    .output(eventIterator(z.array(Ticker))),

  getBook: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/markets/{marketId}/book', summary: 'The order book' })
    .input(OfMarket)
    .errors(codes('market/not-found'))
    .output(Book),

  watchBook: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({ method: 'GET', path: '/markets/{marketId}/book/stream', summary: 'The order book, then its changes' })
    .input(OfMarket)
    .errors(codes('market/not-found'))
    .output(eventIterator(BookEvent)),

  listTrades: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/markets/{marketId}/trades', summary: 'Public trades, newest first' })
    .input(OfMarket.extend({ limit: Limit, beforeSequence: z.coerce.number().int().positive().optional() }))
    .errors(codes('market/not-found'))
    .output(z.array(Trade)),

  watchTrades: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({
      method: 'GET',
      path: '/markets/{marketId}/trades/stream',
      summary: 'Trades after a sequence, then new ones and changed ones; without a sequence the latest 100 first',
    })
    .input(OfMarket.extend({ afterSequence: z.coerce.number().int().nonnegative().optional() }))
    .errors(codes('market/not-found'))
    .output(eventIterator(z.array(Trade))),

  listCandles: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/markets/{marketId}/candles', summary: 'Candles, oldest first' })
    .input(
      OfMarket.extend({
        interval: CandleInterval,
        /** Only candles that start before this time; absent for the latest. */
        beforeMs: z.coerce.number().int().positive().optional(),
        limit: Limit.default(300),
      }),
    )
    .errors(codes('market/not-found'))
    .output(z.array(Candle)),

  watchCandles: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({
      method: 'GET',
      path: '/markets/{marketId}/candles/stream',
      summary: 'The last candle, again with every trade; a correction after a failed settlement sends its candle again',
    })
    .input(OfMarket.extend({ interval: CandleInterval }))
    .errors(codes('market/not-found'))
    .output(eventIterator(Candle)),

  previewOrder: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'POST', path: '/orders/preview', summary: 'Cost, fee, yield and problems of a ticket' })
    .input(Ticket)
    .errors(codes('market/not-found'))
    .output(OrderPreview),

  prepareOrder: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/orders/prepare', summary: 'Check and simulate a ticket, and get what to sign' })
    .input(Ticket)
    .errors(codes(...refusals))
    .output(PreparedOrder),

  submitOrder: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/orders', summary: 'Place a signed order; the answer is durable' })
    .input(SignedOrder)
    .errors(codes(...refusals))
    .output(OrderAck),

  cancelOrder: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'DELETE', path: '/orders/{orderId}', summary: 'Take an order out of the book' })
    .input(z.object({ orderId: Bytes32 }))
    .errors(codes('order/not-found', 'order/not-open', 'order/not-owner'))
    .output(OrderRecord),

  replaceOrder: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'PUT', path: '/orders/{orderId}', summary: 'Cancel an order and place another, both or neither' })
    .input(SignedOrder.extend({ orderId: Bytes32 }))
    .errors(codes(...refusals, 'order/not-found', 'order/not-open', 'order/not-owner'))
    .output(OrderAck),

  cancelAll: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/orders/cancel-all', summary: "Cancel a trader's open orders" })
    .input(z.object({ trader: Address, marketId: MarketId.optional() }))
    .errors(codes('market/not-found'))
    .output(z.object({ cancelled: z.array(Bytes32) })),

  getOrder: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/orders/{orderId}', summary: 'Where an order stands' })
    .input(z.object({ orderId: Bytes32 }))
    .errors(codes('order/not-found'))
    .output(OrderRecord),

  listOrders: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/orders', summary: "A trader's orders, newest first" })
    .input(
      z.object({
        trader: Address,
        marketId: MarketId.optional(),
        state: OrderState.optional(),
        limit: Limit,
        beforeSequence: z.coerce.number().int().positive().optional(),
      }),
    )
    .output(z.array(OrderRecord)),

  listFills: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/fills', summary: "A trader's fills, newest first" })
    .input(z.object({ trader: Address, limit: Limit, beforeSequence: z.coerce.number().int().positive().optional() }))
    .output(z.array(FillRecord)),

  getPortfolio: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/portfolio/{account}', summary: 'Cash and positions, read from the chain' })
    .input(z.object({ account: Address }))
    .output(Portfolio),

  watchAccount: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({
      method: 'GET',
      path: '/portfolio/{account}/stream',
      summary: 'Open orders, fills and holdings, then what changes',
    })
    .input(z.object({ account: Address }))
    .output(eventIterator(AccountEvent)),
}
