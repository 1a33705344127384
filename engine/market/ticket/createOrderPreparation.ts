import { type Address, bytesToBigInt, bytesToHex, domainSeparator, hashStruct, hashTypedData, zeroAddress } from 'viem'
import type { ErrorCode } from '../../api/errorCodes.ts'
import { TerminalError } from '../../api/errors.ts'
import type { Book, Market, Portfolio, Ticker } from '../../api/marketData.ts'
import {
  type OrderDomain,
  type OrderLeg,
  type OrderPreview,
  orderToStruct,
  orderTypedData,
  orderTypes,
  type PreparedOrder,
  type SignableOrder,
  type Ticket,
} from '../../api/order.ts'
import type { Network } from '../../networks/Network.ts'
import { secondsPerDay } from '../../treasury/dayCount.ts'
import type { TradingChecks } from '../types.ts'
import { priceOfTicks, quantityOfLots } from './marketUnits.ts'
import { type PreviewInputs, previewTicket } from './previewTicket.ts'
import { type SimulatedOrder, simulateOrder } from './simulateOrder.ts'

interface PreparationOptions {
  /** `agent` holds the roles that settling and the simulation's counterparty need. */
  readonly network: Network<'tradingModule' | 'compliance' | 'agent'>
  readonly findMarket: (marketId: string) => Promise<Market>
  readonly getBook: (marketId: string) => Promise<Book>
  readonly getTicker: (marketId: string) => Promise<Ticker | undefined>
  readonly getPortfolio: (account: Address) => Promise<Portfolio>
  readonly getNonceFloor: (trader: Address) => Promise<number>
  readonly checks: Pick<TradingChecks, 'checkEligible'>
  readonly nowMs: () => number
  readonly randomBytes: (length: number) => Uint8Array
}

/** An order that must trade at once has to settle within minutes; one that rests is valid for a quarter at most. */
const immediateLifeS = 15 * 60
const restingLifeS = 90 * 86_400
/** A simulation walks at most this many price levels; what lies deeper is simulated at the limit. */
const maxSimulatedLevels = 16

const expiryOf = (ticket: Ticket, market: Market, nowS: number): number => {
  if (ticket.timeInForce === 'GTD' && ticket.expiresAtS !== undefined) return ticket.expiresAtS
  const isImmediate = ticket.type === 'market' || ticket.timeInForce === 'IOC' || ticket.timeInForce === 'FOK'
  return Math.min(nowS + (isImmediate ? immediateLifeS : restingLifeS), market.treasury.maturityDay * secondsPerDay)
}

/** The parts in which the order would settle: as taker at each level it crosses, as maker at its own price for the rest. */
const legsOf = (ticket: Ticket, book: Book, limitTicks: number, preview: OrderPreview): OrderLeg[] => {
  const legs: OrderLeg[] = []
  let lotsLeft = preview.fillsNowLots
  for (const level of ticket.side === 'buy' ? book.asks : book.bids) {
    if (lotsLeft === 0 || legs.length === maxSimulatedLevels) break
    const sizeLots = Math.min(level.sizeLots, lotsLeft)
    legs.push({ priceTicks: level.priceTicks, sizeLots, role: 'taker' })
    lotsLeft -= sizeLots
  }
  if (lotsLeft > 0) legs.push({ priceTicks: limitTicks, sizeLots: lotsLeft, role: 'taker' })
  if (preview.restsLots > 0) legs.push({ priceTicks: limitTicks, sizeLots: preview.restsLots, role: 'maker' })
  return legs
}

const refuseProblem = ({ problems }: OrderPreview): void => {
  const first = problems[0]
  if (first === undefined) return
  throw new TerminalError(first.code as ErrorCode, first.message, { field: first.field })
}

const warningsOf = (ticket: Ticket, preview: OrderPreview): string[] => {
  const warnings: string[] = []
  if (ticket.type === 'market' && preview.fillsNowLots < ticket.sizeLots) {
    warnings.push(
      `The book holds ${preview.fillsNowLots} of ${ticket.sizeLots} lots within the limit; the rest is cancelled.`,
    )
  }
  return warnings
}

/** EIP-712 hashes of an order: of its domain, of its message, and the digest that is signed. */
export const hashOrder = (order: SignableOrder, domain: OrderDomain) => {
  const typedData = orderTypedData(order, domain)
  return {
    domainHash: domainSeparator({ domain: typedData.domain }),
    messageHash: hashStruct({ data: orderToStruct(order), primaryType: 'Order', types: orderTypes }),
    digest: hashTypedData(typedData),
  }
}

/** What the desk does with a ticket before anyone signs: price it, check it, simulate its settlement. */
export const createOrderPreparation = (options: PreparationOptions) => {
  const { network } = options
  const { compliance, agent } = network.addresses
  const domain: OrderDomain = { chainId: network.chainId, verifyingContract: network.addresses.tradingModule }

  const gather = async (ticket: Ticket): Promise<PreviewInputs> => {
    const market = await options.findMarket(ticket.marketId)
    const [book, ticker, portfolio] = await Promise.all([
      options.getBook(ticket.marketId),
      options.getTicker(ticket.marketId),
      ticket.trader === zeroAddress ? undefined : options.getPortfolio(ticket.trader),
    ])
    const position = portfolio?.positions.find(({ marketId }) => marketId === ticket.marketId)
    return {
      market,
      book,
      nowMs: options.nowMs(),
      referenceTicks: ticker?.lastPriceTicks,
      availableCash: portfolio && subtractFloored(portfolio.cash, portfolio.cashInOrders),
      availableTokens: position && subtractFloored(position.quantity, position.inOrders),
    }
  }

  const simulate = (order: SignableOrder, market: Market, legs: readonly OrderLeg[]): Promise<SimulatedOrder> =>
    simulateOrder(network.provider, {
      order,
      domain,
      market,
      legs,
      compliance,
      agent,
    })

  return {
    preview: async (ticket: Ticket): Promise<OrderPreview> => previewTicket(ticket, await gather(ticket)),

    prepare: async (ticket: Ticket): Promise<PreparedOrder> => {
      const inputs = await gather(ticket)
      const preview = previewTicket(ticket, inputs)
      refuseProblem(preview)
      const { market } = inputs
      const limitTicks = preview.limitPriceTicks ?? 0
      await options.checks.checkEligible(ticket.trader, market.treasury.token)
      const order: SignableOrder = {
        trader: ticket.trader,
        token: market.treasury.token,
        side: ticket.side,
        timeInForce: ticket.type === 'market' && ticket.timeInForce !== 'FOK' ? 'IOC' : ticket.timeInForce,
        postOnly: ticket.postOnly,
        quantity: quantityOfLots(market, ticket.sizeLots),
        price: priceOfTicks(market, limitTicks),
        maxFeeBps: Math.max(market.makerFeeBps, market.takerFeeBps),
        expiry: expiryOf(ticket, market, Math.floor(options.nowMs() / 1000)),
        nonce: await options.getNonceFloor(ticket.trader),
        salt: bytesToBigInt(options.randomBytes(32)),
      }
      const legs = legsOf(ticket, inputs.book, limitTicks, preview)
      const simulation = await simulate(order, market, legs)
      return {
        requestId: bytesToHex(options.randomBytes(16)).slice(2),
        marketId: market.marketId,
        order,
        domain,
        ...hashOrder(order, domain),
        preview,
        effects: [...simulation.effects],
        settlementGas: simulation.gasUsed,
        simulatedAtBlock: simulation.blockNumber,
        warnings: warningsOf(ticket, preview),
        legs,
      }
    },

    /** Simulates a prepared order again, on the chain as it is now; a sentence says what changed since. */
    recheck: async (prepared: PreparedOrder): Promise<{ readonly effectsChanged?: string }> => {
      const market = await options.findMarket(prepared.marketId)
      try {
        const { effects } = await simulate(prepared.order, market, prepared.legs)
        const same = effectsKey(effects) === effectsKey(prepared.effects)
        return same ? {} : { effectsChanged: 'The settlement would now move other amounts than those shown.' }
      } catch (error) {
        if (error instanceof TerminalError && error.code !== 'chain/unavailable')
          return { effectsChanged: error.message }
        throw error
      }
    },
  }
}

const subtractFloored = (total: bigint, held: bigint): bigint => (total > held ? total - held : 0n)

const effectsKey = (effects: SimulatedOrder['effects']): string =>
  effects.map(({ asset, change }) => `${asset}:${change}`).join()

export type OrderPreparation = ReturnType<typeof createOrderPreparation>
