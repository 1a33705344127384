import { TerminalError } from '../../api/errors.ts'
import type { DebugTrace } from '../openDebugTrace.ts'

export type TraceBookOptions = {
  readonly createId: () => string
  /** How many traces each caller keeps. */
  readonly maxPerCaller: number
  /** What all traces together may take; beyond it the one that was used the longest ago goes, whosever it is. */
  readonly maxBytes: number
}

/** The open traces: those that were used last, by who opened them. */
export type TraceBook = {
  add(principal: string, trace: DebugTrace): string
  /** @throws TerminalError `debugger/trace-not-found` */
  get(principal: string, traceId: string): DebugTrace
  /** @throws TerminalError `debugger/trace-not-found` */
  remove(principal: string, traceId: string): void
}

type Entry = { readonly principal: string; readonly trace: DebugTrace }

export const createTraceBook = ({ createId, maxPerCaller, maxBytes }: TraceBookOptions): TraceBook => {
  /** In the order of their last use. */
  const entries = new Map<string, Entry>()

  const find = (principal: string, traceId: string): Entry => {
    const entry = entries.get(traceId)
    if (entry !== undefined && entry.principal === principal) return entry
    throw new TerminalError('debugger/trace-not-found', 'The trace is not open any more: open it again.', { traceId })
  }

  const removeOldest = (isOne: (entry: Entry) => boolean): void => {
    for (const [traceId, entry] of entries) if (isOne(entry)) return void entries.delete(traceId)
  }

  const makeRoom = (principal: string, byteLength: number): void => {
    const isOwn = (entry: Entry): boolean => entry.principal === principal
    while ([...entries.values()].filter(isOwn).length >= maxPerCaller) removeOldest(isOwn)
    const sum = (): number => [...entries.values()].reduce((bytes, { trace }) => bytes + trace.byteLength, 0)
    while (entries.size > 0 && sum() + byteLength > maxBytes) removeOldest(() => true)
  }

  return {
    add: (principal, trace) => {
      makeRoom(principal, trace.byteLength)
      const traceId = createId()
      entries.set(traceId, { principal, trace })
      return traceId
    },
    get: (principal, traceId) => {
      const entry = find(principal, traceId)
      entries.delete(traceId)
      entries.set(traceId, entry)
      return entry.trace
    },
    remove: (principal, traceId) => {
      find(principal, traceId)
      entries.delete(traceId)
    },
  }
}
