import type { Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { SignedOrder } from '../api/market.ts'
import type { OrderDomain } from '../api/order.ts'
import { checkReplacement } from './core/applyCommand.ts'
import { checkPlacement, duplicateOrder, settledOutOf } from './core/checkPlacement.ts'
import type { Placement } from './core/command.ts'
import type { Core, CoreMarket, CoreOrder } from './core/core.ts'
import { assetGiven } from './core/reservations.ts'
import { createOrderHasher } from './createOrderHasher.ts'
import type { Queries } from './projection/createQueries.ts'
import type { Clock, TradingChecks, VerifySignature } from './types.ts'
import { verifyOrderSignature } from './verifyOrderSignature.ts'

/** More than any account has: for the checks before the funds are known. */
const PLENTY = 2n ** 256n - 1n

export interface PreparationDependencies {
  readonly core: Core
  readonly queries: Queries
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly checks: TradingChecks
  readonly verifySignature: VerifySignature
  /** Resolves when the settlements on their way have come back. */
  readonly afterSettlements: () => Promise<void>
}

/** An order that passed every check that needs no chain. */
export interface KnownOrder {
  readonly orderId: Hex
  readonly market: CoreMarket
  readonly signed: SignedOrder
  readonly replaced: CoreOrder | undefined
}

/** Everything about an order that is decided before it is journalled; what may change until then is decided again after. */
export const createPreparation = (dependencies: PreparationDependencies) => {
  const { core, queries, domain, clock, checks, verifySignature, afterSettlements } = dependencies
  const hashOrder = createOrderHasher(domain)
  const nowMs = (market: CoreMarket): number => Math.max(market.lastMs, clock.nowMs())

  const withFunds = ({ orderId, market, signed }: KnownOrder, available: bigint, settledOut: bigint): Placement => ({
    orderId,
    marketId: market.market.marketId,
    signed,
    available,
    settledOut,
  })

  /** Refuses what needs no chain to refuse, cheapest first; the signature last, because it costs most. */
  const identify = async (signed: SignedOrder, replaced: CoreOrder | undefined): Promise<KnownOrder> => {
    const { order, signature } = signed
    const market = core.marketsByToken.get(order.token)
    if (market === undefined) {
      throw new TerminalError('market/not-found', `No market trades the token ${order.token}.`, { token: order.token })
    }
    const orderId = hashOrder(order)
    const known = { orderId, market, signed, replaced }
    if (replaced !== undefined) checkReplacement(replaced, { marketId: market.market.marketId, signed })
    const record = core.orders.get(orderId) ?? queries.findOrder(orderId)
    if (record !== undefined) throw duplicateOrder(orderId, record.state)
    const settledOut = settledOutOf(core, order.trader, assetGiven(market, order.side))
    checkPlacement(core, withFunds(known, PLENTY, settledOut), nowMs(market), replaced)
    await verifyOrderSignature(order, orderId, signature, verifySignature)
    return known
  }

  /** Asks the chain about the trader: eligible, the order not void, and what it can pay. */
  const readFunds = async (known: KnownOrder): Promise<Placement> => {
    const { order } = known.signed
    const asset = assetGiven(known.market, order.side)
    // Noted before reading: a settlement in between then counts against the reading, never for it.
    const settledOut = settledOutOf(core, order.trader, asset)
    const [available] = await Promise.all([
      checks.available(order.trader, asset),
      checks.checkEligible(order.trader, order.token),
      checks.checkTradable?.(order.token),
      checks.checkNotVoid?.(order, known.orderId),
    ])
    return withFunds(known, available, settledOut)
  }

  const checkedFunds = async (known: KnownOrder): Promise<Placement> => {
    const placement = await readFunds(known)
    checkPlacement(core, placement, nowMs(known.market), known.replaced)
    return placement
  }

  const prepare = async (known: KnownOrder): Promise<Placement> => {
    try {
      return await checkedFunds(known)
    } catch (error) {
      if (!(error instanceof TerminalError) || error.code !== 'order/balance') throw error
      // A settlement that the chain has and the core hasn't heard of counts twice: against the balance and as reserved.
      await afterSettlements()
      return checkedFunds(known)
    }
  }

  return { identify, prepare }
}
