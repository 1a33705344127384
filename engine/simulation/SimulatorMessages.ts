import type { ErrorCode } from '../api/errorCodes.ts'
import type { ErrorFacts } from '../api/errors.ts'
import type { SimulatedItem, Simulation, SimulationRequest } from '../api/simulation.ts'
import type { ForkSource } from '../chain/fork/ForkPoint.ts'
import type { Genesis } from '../chain/Genesis.ts'

/** Where a chain is read: its file, and what it was forked from. */
export type ChainSource = {
  readonly file: string
  readonly genesis: Genesis
  readonly fork?: ForkSource
}

/** What came of a bundle, besides its items. */
export type SimulationOutcome = Omit<Simulation, 'items'>

/** What a simulation's thread starts with: the file of the artifacts. */
export type SimulatorWorkerData = { readonly artifactsFile: string }

/** From the host to the thread: one simulation at a time. */
export type SimulatorCommand =
  | {
      readonly type: 'simulate'
      readonly id: number
      readonly chain: ChainSource
      readonly request: SimulationRequest
      readonly timeoutMs: number
    }
  | { readonly type: 'cancel'; readonly id: number }

/** From the thread to the host. */
export type SimulatorReport =
  | { readonly type: 'ready' }
  | { readonly type: 'item'; readonly id: number; readonly item: SimulatedItem }
  | { readonly type: 'end'; readonly id: number; readonly outcome: SimulationOutcome }
  | {
      readonly type: 'failed'
      readonly id: number
      readonly code: ErrorCode
      readonly message: string
      readonly facts: ErrorFacts
    }
  | { readonly type: 'error'; readonly id: number; readonly message: string; readonly stack: string | undefined }
