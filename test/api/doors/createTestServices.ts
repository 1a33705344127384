import { contract } from '../../../engine/api/contract.ts'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { Book, BookEvent, Market, Trade } from '../../../engine/api/marketData.ts'
import type { OrderRecord } from '../../../engine/api/order.ts'
import type { Services } from '../../../engine/api/services.ts'
import type { SystemStatus } from '../../../engine/api/system.ts'

/** Amounts that a double would spoil. */
export const largeAmount = 2n ** 255n + 1n
export const bytes32 = `0x${'ab'.repeat(32)}` as const
export const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

const theMarket: Market = {
  marketId: 'T-BILL-13W',
  treasury: {
    token: address,
    symbol: 'TB13',
    name: '13-week bill',
    kind: 'bill',
    issuer: 'Treasury',
    isin: 'US0000000001',
    decimals: 18,
    faceValue: largeAmount,
    couponRate: 0,
    endOfMonth: false,
    issueDay: 1,
    firstCouponDay: 2,
    lastRegularDay: 2,
    maturityDay: 2,
    couponsPerYear: 0,
    dayCount: 'ACT/360',
  },
  settlementToken: { address, symbol: 'USD', decimals: 6 },
  tickSize: 100n,
  lotSize: 10n ** 16n,
  makerFeeBps: 1,
  takerFeeBps: 2,
  priceBandBps: 500,
  status: 'open',
  treasuryStatus: 'active',
}

const theStatus = (): SystemStatus => ({
  version: '0.1.0',
  phase: 'ready',
  network: { id: 'practice', name: 'Practice desk', chainId: 1337 },
  unsettledFills: 0,
  nowMs: 1,
})

/** Every procedure of the contract, for what the desk below does not serve: each is refused as one that is not there. */
const unservedDomains = (): Services => {
  const refuse = async () => {
    throw new TerminalError('host/not-found', 'This desk does not serve it.')
  }
  const domains = Object.entries(contract).map(([domain, procedures]) => [
    domain,
    Object.fromEntries(Object.keys(procedures).map((name) => [name, refuse])),
  ])
  return Object.fromEntries(domains)
}

/**
 * A small desk in memory, behind the real doors: one market whose book grows by a level with each `publish`, and orders that are
 * kept by id. What it does not trade it refuses with the contract's errors.
 */
export const createTestServices = () => {
  const book: { sequence: number; bids: Book['bids'][number][] } = { sequence: 0, bids: [] }
  const listeners = new Set<(event: BookEvent) => void>()
  const orders = new Map<string, OrderRecord>()
  const calls: string[] = []
  const streams = { open: 0 }
  const find = (marketId: string) => {
    if (marketId === 'BROKEN') throw new Error('secret-in-a-bug')
    if (marketId !== theMarket.marketId)
      throw new TerminalError('market/not-found', `No market ${marketId}.`, { marketId, largeAmount })
    return theMarket
  }
  const snapshot = (): Book => ({
    marketId: theMarket.marketId,
    sequence: book.sequence,
    bids: [...book.bids],
    asks: [],
  })
  const publish = () => {
    book.sequence += 1
    const level = { priceTicks: 10_000 - book.sequence, sizeLots: 5, orderCount: 1 }
    book.bids.push(level)
    for (const listener of listeners) {
      listener({ kind: 'change', sequence: book.sequence, levels: [{ ...level, side: 'buy' }] })
    }
  }
  async function* watch(signal: AbortSignal): AsyncGenerator<BookEvent> {
    const queue: BookEvent[] = [{ kind: 'snapshot', book: snapshot() }]
    let wake = () => {}
    const listener = (event: BookEvent) => {
      queue.push(event)
      wake()
    }
    listeners.add(listener)
    streams.open += 1
    signal.addEventListener('abort', () => wake())
    try {
      while (!signal.aborted) {
        const event = queue.shift()
        if (event) yield event
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      listeners.delete(listener)
      streams.open -= 1
    }
  }
  async function* failing(error: Error): AsyncGenerator<Trade[]> {
    yield []
    throw error
  }
  async function* nothing<Value>(values: Value[] = []): AsyncGenerator<Value> {
    yield* values
  }
  const noOrder = (orderId: string) => new TerminalError('order/not-found', `No order ${orderId}.`, { orderId })
  const noNetwork = (network: string) => new TerminalError('network/not-found', 'No such network.', { network })
  const noAccount = (account: string) => new TerminalError('signing/account-not-found', 'No such account.', { account })
  const account = { address, label: 'one', kind: 'practice' as const, locked: false }

  const services: Omit<Services, 'access'> = {
    ...unservedDomains(),
    system: {
      status: async () => theStatus(),
      watchStatus: async () => nothing([theStatus()]),
      listContracts: async () => [{ name: 'TradingModule', address }],
      readSource: async ({ path }) => ({ path, text: 'contract A {}' }),
    },
    market: {
      listMarkets: async () => [theMarket],
      watchTickers: async () =>
        nothing([[{ marketId: theMarket.marketId, volumeLots: 0, accruedInterest: 0n, accruedReserve: 0n }]]),
      getBook: async ({ marketId }) => {
        find(marketId)
        return snapshot()
      },
      watchBook: async ({ marketId }, { signal }) => {
        find(marketId)
        return watch(signal)
      },
      listTrades: async ({ marketId }) => {
        find(marketId)
        return []
      },
      watchTrades: async ({ marketId }) => {
        if (marketId === 'HALTS') return failing(new TerminalError('market/halted', 'Halted.', { largeAmount }))
        return marketId === 'BROKEN' ? failing(new Error('secret-in-a-bug')) : nothing([[]])
      },
      listCandles: async () => [],
      watchCandles: async () => nothing(),
      previewOrder: async ({ sizeLots }) => ({
        fillsNowLots: 0,
        restsLots: sizeLots,
        notional: largeAmount,
        accrued: 0n,
        fee: 0n,
        total: largeAmount,
        problems: [],
      }),
      prepareOrder: async () => {
        throw new TerminalError('market/halted', 'The market is halted.')
      },
      submitOrder: async ({ order }, { caller }) => {
        calls.push(`submit ${caller.principal} ${order.quantity}`)
        const record: OrderRecord = {
          orderId: bytes32,
          marketId: theMarket.marketId,
          order,
          state: 'open',
          priceTicks: 1,
          sizeLots: 1,
          filledLots: 0,
          openLots: 1,
          acceptedAtMs: 1,
          updatedAtMs: 1,
          sequence: orders.size + 1,
        }
        orders.set(record.orderId, record)
        return { order: record, fills: [] }
      },
      cancelOrder: async ({ orderId }) => {
        const order = orders.get(orderId)
        if (!order) throw noOrder(orderId)
        orders.delete(orderId)
        return { ...order, state: 'cancelled', openLots: 0 }
      },
      replaceOrder: async ({ orderId }) => {
        throw noOrder(orderId)
      },
      cancelAll: async () => ({ cancelled: [] }),
      getOrder: async ({ orderId }) => {
        const order = orders.get(orderId)
        if (!order) throw noOrder(orderId)
        return order
      },
      listOrders: async ({ limit }) => [...orders.values()].slice(0, limit),
      listFills: async () => [],
      getPortfolio: async (input) => ({
        account: input.account,
        blockNumber: 1,
        cash: largeAmount,
        cashInOrders: 0n,
        etherWei: 0n,
        positions: [],
      }),
      watchAccount: async () => nothing([{ kind: 'snapshot' as const, orders: [], fills: [] }]),
    },
    networks: {
      listNetworks: async () => [{ id: 'practice', name: 'Practice desk', chainId: 1337 }],
      forkNetwork: async () => {
        throw new TerminalError('network/unreachable', 'node.example does not answer.', { endpoint: 'node.example' })
      },
      openFork: async ({ id }) => {
        throw noNetwork(id)
      },
      closeFork: async ({ id }) => {
        throw noNetwork(id)
      },
      setForkOffline: async ({ id }) => {
        throw noNetwork(id)
      },
      removeFork: async ({ id }) => {
        throw noNetwork(id)
      },
    },
    signing: {
      listAccounts: async () => [account],
      createAccount: async ({ label }) => ({ ...account, label }),
      importAccount: async ({ label }) => ({ ...account, label }),
      exportAccount: async (input) => {
        throw noAccount(input.address)
      },
      unlockAccount: async (input) => {
        throw noAccount(input.address)
      },
      lockAccount: async (input) => {
        throw noAccount(input.address)
      },
      signOrder: async ({ requestId }) => {
        throw new TerminalError('signing/request-not-found', 'No such request.', { requestId })
      },
    },
    practice: {
      getStanding: async (input) => ({ account: input.account, mayTrade: true }),
      prepareOnboarding: async (input) => ({ requestId: 'one', account: input.account, effects: [], permits: [] }),
      onboard: async (input) => ({ account: input.account, transactionHashes: [bytes32] }),
    },
  }
  return { services, publish, orders, calls, streams }
}
