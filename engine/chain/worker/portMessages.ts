import type { MessagePort } from 'node:worker_threads'
import type { Hex } from 'viem'
import type { SessionRights } from '../../rpc/RpcContext.ts'
import type { StartReport } from '../../threads/waitUntilReady.ts'
import type { Mining } from '../Chain.ts'
import type { ForkSource } from '../fork/ForkPoint.ts'
import type { Genesis } from '../Genesis.ts'
import type { HistoryOptions } from '../store/createRetention.ts'

/** What the host starts the chain's worker with. */
export type ChainWorkerData = {
  readonly file: string
  readonly genesis: Genesis
  readonly mining: Mining
  /** Keys of the accounts that privileged sessions may sign with. */
  readonly unlockedKeys: readonly Hex[]
  readonly keepsBlocks: boolean
  readonly history: HistoryOptions
  /** Another chain's block to begin with, and where its state is. */
  readonly fork: ForkSource | undefined
}

/** From the host to the worker. `open` gives a client a session on a port of its own. */
export type WorkerCommand =
  | { readonly type: 'open'; readonly port: MessagePort; readonly rights: SessionRights }
  | { readonly type: 'close' }

/** From the worker to the host. */
export type WorkerReport =
  | StartReport
  | { readonly type: 'error'; readonly message: string; readonly stack: string | undefined }

/** From a client to its session: one method with its parameters, or a JSON text. */
export type SessionRequest =
  | { readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly id: number; readonly text: string }

/** From a session to its client. */
export type SessionResponse =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: number; readonly message: string; readonly data?: string } }
  | { readonly notification: { readonly method: string; readonly params: unknown } }
