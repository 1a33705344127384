import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SignedOrder } from '../../engine/api/market.ts'
import type { Side } from '../../engine/api/order.ts'
import { matchOrder } from '../../engine/market/book/matchOrder.ts'
import { createOrderBook, removeOrder } from '../../engine/market/book/orderBook.ts'
import { createMarketEngine } from '../../engine/market/createMarketEngine.ts'
import { aMarket, anOrder, startMs, traders } from '../unit/market/builders.ts'

/**
 * The market's benchmark. First the book in memory against `nodejs-order-book` on the same operations in the same run; then
 * the durable path (journal on disk, `synchronous = FULL`, projections, settlement queue) of `createMarketEngine`. The durable
 * path's signatures count as verified (the injected verifier says yes), so that it measures the market and not secp256k1.
 */

const OPERATIONS = 300_000
const ROUNDS = 3
const DURABLE_MS = 4_000

type Operation =
  | { readonly kind: 'limit'; readonly id: string; readonly side: Side; readonly price: number; readonly size: number }
  | { readonly kind: 'cancel'; readonly id: string }

/** What the peer offers of itself, as far as it is used here. */
interface Peer {
  limit(order: { side: Side; id: string; size: number; price: number }): { readonly done: readonly unknown[] }
  cancel(id: string): unknown
  depth(): readonly [readonly (readonly [number, number])[], readonly (readonly [number, number])[]]
}

const createRandom = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/** Adds at many prices with most of them near the touch, a part that crosses, and three cancels in ten. */
const createOperations = (): Operation[] => {
  const random = createRandom(42)
  return Array.from({ length: OPERATIONS }, (_, index): Operation => {
    if (index > 100 && random() < 0.3) return { kind: 'cancel', id: `o${index - 1 - Math.floor(random() * 100)}` }
    const side = random() < 0.5 ? 'buy' : 'sell'
    const away = Math.floor(random() * random() * 500) - 20
    const price = 10_000 + (side === 'buy' ? -away : away)
    return { kind: 'limit', id: `o${index}`, side, price, size: 1 + Math.floor(random() * 100) }
  })
}

const loadPeer = (): (new () => Peer) => {
  try {
    const { OrderBook } = createRequire(new URL('peers/package.json', import.meta.url))('nodejs-order-book')
    return OrderBook
  } catch {
    console.error('nodejs-order-book is not installed: npm ci --prefix test/perf/peers')
    process.exit(1)
  }
}

type Depth = { readonly levels: number; readonly size: number }

const runPeer = (PeerBook: new () => Peer, operations: readonly Operation[]): { ms: number; depth: Depth } => {
  const book = new PeerBook()
  const start = performance.now()
  for (const operation of operations) {
    if (operation.kind === 'cancel') book.cancel(operation.id)
    else book.limit({ side: operation.side, id: operation.id, size: operation.size, price: operation.price })
  }
  const ms = performance.now() - start
  const levels = book.depth().flat()
  return { ms, depth: { levels: levels.length, size: levels.reduce((sum, [, size]) => sum + size, 0) } }
}

const rules = { timeInForce: 'GTC', postOnly: false, selfTradePrevention: 'cancel-newest' } as const
const links = { level: undefined, previous: undefined, next: undefined }

const runOwn = (operations: readonly Operation[]): { ms: number; depth: Depth } => {
  const book = createOrderBook()
  let sequence = 0
  const start = performance.now()
  for (const operation of operations) {
    sequence += 1
    if (operation.kind === 'cancel') {
      const order = book.orders.get(operation.id)
      if (order !== undefined) removeOrder(book, order)
    } else {
      const { id, side, price, size } = operation
      // The peer knows no traders, so here each order has its own.
      const order = { orderId: id, trader: id, side, priceTicks: price, sequence, openLots: size, ...links }
      matchOrder(book, order, rules)
    }
  }
  const ms = performance.now() - start
  const levels = [...book.bids.levels, ...book.asks.levels]
  return { ms, depth: { levels: levels.length, size: levels.reduce((sum, { sizeLots }) => sum + sizeLots, 0) } }
}

const report = (metric: string, value: number, unit: string): void =>
  console.log(JSON.stringify({ bench: 'market', metric, value: Math.round(value * 100) / 100, unit }))

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const benchBook = (): void => {
  const PeerBook = loadPeer()
  const operations = createOperations()
  const rounds = Array.from({ length: ROUNDS }, () => ({
    peer: runPeer(PeerBook, operations),
    own: runOwn(operations),
  }))
  for (const { peer, own } of rounds) {
    if (peer.depth.levels !== own.depth.levels || peer.depth.size !== own.depth.size) {
      throw new Error(`The books disagree: ${JSON.stringify({ peer: peer.depth, own: own.depth })}`)
    }
  }
  const perSecond = (ms: readonly number[]): number => (OPERATIONS / median(ms)) * 1000
  report('book-throughput', perSecond(rounds.map(({ own }) => own.ms)), 'operations/s')
  report('book-throughput-nodejs-order-book', perSecond(rounds.map(({ peer }) => peer.ms)), 'operations/s')
  report('book-ratio', median(rounds.map(({ own, peer }) => peer.ms / own.ms)), 'times nodejs-order-book')
}

const openEngine = (folder: string) =>
  createMarketEngine({
    path: join(folder, 'market.sqlite'),
    domain: { chainId: 1, verifyingContract: '0x0000000000000000000000000000000000000001' },
    clock: {
      nowMs: Date.now,
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs)
        return () => clearTimeout(timer)
      },
    },
    listings: [{ market: aMarket() }],
    checks: { available: async () => 10n ** 40n, checkEligible: async () => {} },
    settler: {
      settle: async (fills) =>
        fills.map(({ fillId }) => ({ fillId, kind: 'settled', transactionHash: fillId, blockNumber: 1 })),
    },
    verifySignature: async () => true,
    maxOpenOrders: 1_000_000,
  })

const createOrders = (): (() => SignedOrder) => {
  const random = createRandom(startMs % 2 ** 31)
  return () =>
    anOrder({
      trader: traders[Math.floor(random() * traders.length)] ?? traders[0],
      side: random() < 0.5 ? 'buy' : 'sell',
      priceTicks: 9_950 + Math.floor(random() * 100),
      sizeLots: 1 + Math.floor(random() * 50),
      selfTradePrevention: 'cancel-oldest',
      expiry: 4_000_000_000,
    })
}

const benchDurable = async (concurrency: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-market-'))
  const engine = await openEngine(folder)
  const nextOrder = createOrders()
  const caller = { principal: 'desk', role: 'trader' } as const
  const latencies: number[] = []
  const start = performance.now()
  const submit = async (): Promise<void> => {
    while (performance.now() - start < DURABLE_MS) {
      const sent = performance.now()
      await engine.submitOrder(nextOrder(), caller)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, submit))
  const seconds = (performance.now() - start) / 1000
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
  latencies.sort((a, b) => a - b)
  const quantile = (q: number): number => latencies[Math.floor((latencies.length - 1) * q)] ?? Number.NaN
  report(`durable-throughput-${concurrency}`, latencies.length / seconds, 'orders/s')
  report(`durable-ack-p50-${concurrency}`, quantile(0.5), 'ms')
  report(`durable-ack-p99-${concurrency}`, quantile(0.99), 'ms')
}

benchBook()
await benchDurable(1)
await benchDurable(64)
