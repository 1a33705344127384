import type { MessagePort } from 'node:worker_threads'
import type { Address, Hex } from 'viem'
import type { OrderDomain } from '../../api/order.ts'
import type { StartReport } from '../../threads/waitUntilReady.ts'
import type { Listing } from '../types.ts'

/** What the market's thread is started with. Ports are transferred. */
export interface MarketWorkerData {
  /** The market's SQLite file. */
  readonly file: string
  readonly listings: readonly Listing[]
  readonly domain: OrderDomain
  /** A session with the chain (`ChainHandle.connect`). */
  readonly chainPort: MessagePort
  readonly registry: Address
  /** The compliance module. */
  readonly compliance: Address
  readonly settlementToken: Address
  /** Key of the account that settles: it holds the trading module's operator role. */
  readonly operatorKey: Hex
}

/** From the market's thread to its owner. */
export type MarketWorkerReport =
  | StartReport
  | { readonly type: 'problem'; readonly message: string; readonly stack: string | undefined }
