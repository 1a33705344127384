import type { z } from 'zod'
import type { TraceSubject, TraceSummary as TraceSummarySchema } from '../../../../engine/api/debugger.ts'
import { shortenHex } from '../../../ui/format.ts'

export type TraceSummary = z.infer<typeof TraceSummarySchema>

/** What to open in the debugger, and on which network. */
export interface DebugRequest {
  readonly network: string
  readonly subject: TraceSubject
}

/** A text that is the same for equal requests; amounts are bigints, which JSON can't write. */
export const toRequestKey = (request: DebugRequest): string =>
  JSON.stringify(request, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

/** `Transaction 0x12…ab` */
export const describeRequest = ({ subject }: DebugRequest): string => {
  if (subject.kind === 'transaction') return `Transaction ${shortenHex(subject.hash, 8)}`
  const item = subject.kind === 'call' ? subject.call : subject.items[subject.item]
  if (item === undefined || 'raw' in item) return 'Simulated transaction'
  return item.to === undefined ? 'Creation of a contract' : `Call to ${shortenHex(item.to, 6)}`
}

/** Reads a transaction hash that was typed or pasted. */
export function parseTransactionHash(text: string): `0x${string}` | undefined {
  const hash = text.trim().toLowerCase()
  return /^0x[0-9a-f]{64}$/.test(hash) ? (hash as `0x${string}`) : undefined
}
