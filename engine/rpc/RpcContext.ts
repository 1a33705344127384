import type { z } from 'zod'
import type { Chain } from '../chain/Chain.ts'
import type { NodeAccounts } from './accounts/createNodeAccounts.ts'
import type { SendTransaction } from './accounts/createSender.ts'
import type { FilterRegistry } from './createFilterRegistry.ts'

/** What JSON-RPC results are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** `eth_subscription` notifications go here. */
export type Notify = (message: {
  readonly jsonrpc: '2.0'
  readonly method: 'eth_subscription'
  readonly params: { readonly subscription: string; readonly result: Json }
}) => void

/** Who a client is: a door's, an administrator behind a door, or the desk itself. */
export type SessionRights = 'public' | 'administrator' | 'desk'

/** One client: what it may do and where its notifications go. */
export type RpcSession = {
  /** Whether the development methods and the node's accounts are open to it. */
  readonly isPrivileged: boolean
  /** Whether it may take blocks away: the desk alone, where a market stands on the chain. */
  readonly mayRemoveBlocks: boolean
  readonly notify: Notify | undefined
  readonly subscriptions: Map<string, () => void>
}

export type RpcContext = {
  readonly chain: Chain
  readonly accounts: NodeAccounts
  readonly sendTransaction: SendTransaction
  readonly filters: FilterRegistry
  readonly createId: () => string
  /** Of this run of the node: 0x-hex of 32 random bytes. */
  readonly instanceId: string
}

/** A method: how its parameters are parsed, and what it does. */
export type RpcMethod = {
  readonly params: z.ZodType
  readonly handle: (context: RpcContext, params: never, session: RpcSession) => Promise<Json> | Json
}

/** Ties a handler to the schema of its parameters. */
export const defineMethod = <Schema extends z.ZodType>(
  params: Schema,
  handle: (context: RpcContext, params: z.output<Schema>, session: RpcSession) => Promise<Json> | Json,
): RpcMethod => ({ params, handle })

export type MethodTable = Readonly<Record<string, RpcMethod>>
