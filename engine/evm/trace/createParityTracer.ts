import type { ExecutionState } from '../ExecutionState.ts'
import { createCallRecorder } from './createCallRecorder.ts'
import { flattenCalls } from './createFlatCallTracer.ts'
import { createMuxTracer } from './createMuxTracer.ts'
import { createTouchRecorder, readImage, readSlotNow, type Touched, type TraceSubject } from './createTouchRecorder.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import type { TraceJson, TransactionTracer } from './Tracer.ts'
import { toHex, toQuantity } from './traceBytes.ts'

export type ParityOptions = { readonly hasTrace: boolean; readonly hasStateDiff: boolean }

/**
 * What OpenEthereum's `trace_call`, `trace_replayTransaction` and the like answer of one transaction: its output, its calls, the
 * difference it made to the state.
 */
export const createParityTracer = (
  options: ParityOptions,
  subject: TraceSubject,
  state: ExecutionState,
  isPrecompile: (address: Uint8Array) => boolean,
  budget: TraceBudget,
): TransactionTracer => {
  const calls = createCallRecorder({}, state, budget)
  const { touched, ...touches } = createTouchRecorder(subject, state, budget, options.hasStateDiff)
  const parts: Record<string, TransactionTracer> = {
    ...(options.hasTrace ? { trace: { ...calls, toResult: () => flattenCalls(calls.top(), isPrecompile, true) } } : {}),
    ...(options.hasStateDiff ? { stateDiff: { ...touches, toResult: () => formatDiff(touched, state) } } : {}),
  }
  const tracer = createMuxTracer(parts)
  return {
    ...tracer,
    toResult: (outcome) => ({
      output: toHex(outcome.returnData),
      stateDiff: null,
      trace: [],
      vmTrace: null,
      ...(tracer.toResult(outcome) as Readonly<Record<string, TraceJson>>),
    }),
  }
}

/** How a value changed: `=`, or what it was and is; of accounts that came or went one of the two. */
const formatChange = (before: string | undefined, after: string | undefined): TraceJson => {
  if (before === undefined) return after === undefined ? '=' : { '+': after }
  if (after === undefined) return { '-': before }
  return before === after ? '=' : { '*': { from: before, to: after } }
}

const formatDiff = (touched: ReadonlyMap<string, Touched>, state: ExecutionState): TraceJson => {
  const accounts: Record<string, TraceJson> = {}
  for (const [key, before] of touched) {
    const account = formatAccount(before, state)
    if (account !== undefined) accounts[key] = account
  }
  return accounts
}

const formatAccount = (before: Touched, state: ExecutionState): TraceJson | undefined => {
  const after = readImage(state, before.address)
  const isThere = state.getAccount(before.address) !== undefined
  const wasThere = before.balance > 0n || before.nonce > 0n || before.code.length > 0
  if (!wasThere && !isThere) return undefined
  const change = (old: string, now: string) => formatChange(wasThere ? old : undefined, isThere ? now : undefined)
  const fields = {
    balance: change(toQuantity(before.balance), toQuantity(after.balance)),
    code: change(toHex(before.code), toHex(after.code)),
    nonce: change(toQuantity(before.nonce), toQuantity(after.nonce)),
  }
  const storage = formatStorage(before, state, change)
  const isSame = Object.values(fields).every((field) => field === '=') && Object.keys(storage).length === 0
  return isSame ? undefined : { ...fields, storage }
}

const formatStorage = (
  before: Touched,
  state: ExecutionState,
  change: (old: string, now: string) => TraceJson,
): Record<string, TraceJson> => {
  const storage: Record<string, TraceJson> = {}
  for (const [slot, old] of before.slots) {
    const now = readSlotNow(state, before.address, slot)
    if (old !== now) storage[slot] = change(old, now)
  }
  return storage
}
