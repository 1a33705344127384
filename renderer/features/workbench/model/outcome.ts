import type { Outcome as ApiOutcome } from '../../../../engine/api/workbench.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import { describeValues } from './describeValues.ts'

export type Outcome = ApiOutcome

/** What a call or deployment came to, on one line. */
export function describeOutcome({ status, outputs, revert, error, logs }: Outcome): string {
  if (status !== 'success') return revert?.message ?? error ?? 'failed without a reason'
  if (outputs.length > 0) return describeValues(outputs)
  return logs.length === 0 ? 'done' : `done, ${logs.length} ${logs.length === 1 ? 'event' : 'events'}`
}

/** What Debug opens: the transaction, else the call or the creation itself, on the block that it ran on. */
export function findDebugRequest({ transactionHash, debug }: Outcome, network: string): DebugRequest | undefined {
  if (transactionHash !== undefined) return { network, subject: { kind: 'transaction', hash: transactionHash } }
  return debug && { network, subject: debug }
}
