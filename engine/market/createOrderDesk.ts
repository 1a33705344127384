import type { Address, Hex } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { SignedOrder } from '../api/market.ts'
import type { OrderAck, OrderRecord } from '../api/order.ts'
import type { Caller } from '../api/services.ts'
import { type Actor, type CommandResult, findOpenOrder, notOpen } from './core/applyCommand.ts'
import { duplicateOrder, findMarket, StaleFundsError } from './core/checkPlacement.ts'
import type { Command, Placement } from './core/command.ts'
import type { CoreOrder } from './core/core.ts'
import { createPreparation, type KnownOrder, type PreparationDependencies } from './preparePlacement.ts'

/** Settlements may outrun the reading of funds; more often than this in a row it isn't bad luck. */
const MAX_READINGS = 5

export interface OrderDeskDependencies extends PreparationDependencies {
  readonly submit: (command: Command) => Promise<CommandResult>
}

type Done = Extract<CommandResult, { kind: 'done' }>

const actorOf = ({ principal, role }: Caller): Actor => ({ principal, isAdmin: role === 'admin' })

/** The commands of traders: place, cancel, replace. */
export const createOrderDesk = (dependencies: OrderDeskDependencies) => {
  const { core, queries, clock, submit } = dependencies
  const preparation = createPreparation(dependencies)
  /** Orders on their way to the journal: the same order twice at once is a duplicate too. */
  const underway = new Set<Hex>()

  const perform = async (command: Command): Promise<Done> => {
    const result = await submit(command)
    if (result.kind === 'refused') throw result.error
    return result
  }

  const submitPlacement = async (
    known: KnownOrder,
    toCommand: (placement: Placement) => Command,
  ): Promise<OrderAck> => {
    for (let reading = 1; ; reading += 1) {
      try {
        const { orders, fills } = await perform(toCommand(await preparation.prepare(known)))
        const [order] = orders
        if (order === undefined) throw new Error('An accepted order has no record.')
        return { order, fills: [...fills] }
      } catch (error) {
        if (!(error instanceof StaleFundsError)) throw error
        if (reading === MAX_READINGS) throw new TerminalError('store/busy', 'The account settles too fast; try again.')
      }
    }
  }

  const place = async (
    signed: SignedOrder,
    replaced: CoreOrder | undefined,
    toCommand: (placement: Placement) => Command,
  ): Promise<OrderAck> => {
    const known = await preparation.identify(signed, replaced)
    if (underway.has(known.orderId)) throw duplicateOrder(known.orderId, 'open')
    underway.add(known.orderId)
    try {
      return await submitPlacement(known, toCommand)
    } finally {
      underway.delete(known.orderId)
    }
  }

  /** The order if it is open and the caller's; else the reason as an error. */
  const findOwnOpenOrder = (orderId: Hex, actor: Actor): CoreOrder => {
    if (core.orders.has(orderId)) return findOpenOrder(core, orderId, actor)
    const record = queries.findOrder(orderId)
    if (record !== undefined) throw notOpen(orderId, record.state)
    throw new TerminalError('order/not-found', `There is no order ${orderId}.`, { orderId })
  }

  return {
    submitOrder: (signed: SignedOrder, caller: Caller): Promise<OrderAck> =>
      place(signed, undefined, (placement) => ({
        kind: 'place',
        atMs: clock.nowMs(),
        actor: actorOf(caller),
        placement,
      })),

    replaceOrder: async (orderId: Hex, signed: SignedOrder, caller: Caller): Promise<OrderAck> => {
      const actor = actorOf(caller)
      const replaced = findOwnOpenOrder(orderId, actor)
      return place(signed, replaced, (placement) => ({
        kind: 'replace',
        atMs: clock.nowMs(),
        actor,
        orderId,
        placement,
      }))
    },

    cancelOrder: async (orderId: Hex, caller: Caller): Promise<OrderRecord> => {
      const actor = actorOf(caller)
      findOwnOpenOrder(orderId, actor)
      const { orders } = await perform({ kind: 'cancel', atMs: clock.nowMs(), actor, orderId })
      const [order] = orders
      if (order === undefined) throw new Error('A cancelled order has no record.')
      return order
    },

    cancelAll: async (
      { trader, marketId }: { readonly trader: Address; readonly marketId?: string | undefined },
      caller: Caller,
    ): Promise<{ cancelled: Hex[] }> => {
      if (marketId !== undefined) findMarket(core, marketId)
      const of = marketId === undefined ? {} : { marketId }
      const command: Command = { kind: 'cancel-all', atMs: clock.nowMs(), actor: actorOf(caller), trader, ...of }
      const { orders } = await perform(command)
      return { cancelled: orders.map(({ orderId }) => orderId) }
    },
  }
}
