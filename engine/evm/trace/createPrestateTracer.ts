import type { ExecutionState } from '../ExecutionState.ts'
import {
  type AccountImage,
  createTouchRecorder,
  readImage,
  readSlotNow,
  type Touched,
  type TraceSubject,
} from './createTouchRecorder.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import type { TraceJson, TransactionTracer } from './Tracer.ts'
import { toHex, toQuantity } from './traceBytes.ts'

export type PrestateOptions = {
  /** Before and after, of what has changed. */
  readonly diffMode?: boolean | undefined
  readonly disableCode?: boolean | undefined
  readonly disableStorage?: boolean | undefined
}

type JsonAccount = { readonly [key: string]: TraceJson | undefined }

const ZERO_WORD = `0x${'0'.repeat(64)}`

/**
 * geth's `prestateTracer`: the accounts and slots that a transaction touches, as they were before it; in diff mode those it changes,
 * before and after. Made before the transaction begins. Accounts that did not exist are left out of what was before.
 */
export const createPrestateTracer = (
  options: PrestateOptions,
  subject: TraceSubject,
  state: ExecutionState,
  budget: TraceBudget,
): TransactionTracer => {
  const { touched, ...tracer } = createTouchRecorder(subject, state, budget, !options.disableCode)
  return {
    ...tracer,
    toResult: () => (options.diffMode ? toDiff(touched, state, options) : toPrestate(touched, options)),
  }
}

const isEmpty = ({ balance, nonce, code }: AccountImage): boolean => balance === 0n && nonce === 0n && code.length === 0

const formatAccount = (
  { balance, nonce, code }: AccountImage,
  storage: readonly (readonly [string, string])[],
  options: PrestateOptions,
): JsonAccount => ({
  balance: toQuantity(balance),
  ...(code.length === 0 || options.disableCode ? {} : { code: toHex(code) }),
  ...(nonce === 0n ? {} : { nonce: Number(nonce) }),
  ...(storage.length === 0 || options.disableStorage ? {} : { storage: Object.fromEntries(storage) }),
})

const toPrestate = (touched: ReadonlyMap<string, Touched>, options: PrestateOptions): JsonAccount => {
  const accounts: Record<string, TraceJson> = {}
  for (const [key, before] of touched) {
    if (!isEmpty(before)) accounts[key] = formatAccount(before, [...before.slots], options)
  }
  return accounts
}

const toDiff = (
  touched: ReadonlyMap<string, Touched>,
  state: ExecutionState,
  options: PrestateOptions,
): JsonAccount => {
  const pre: Record<string, TraceJson> = {}
  const post: Record<string, TraceJson> = {}
  for (const [key, before] of touched) {
    const slots = [...before.slots].map(
      ([slot, value]): Change => [slot, value, readSlotNow(state, before.address, slot)],
    )
    const changed = options.disableStorage ? [] : slots.filter(([, old, now]) => old !== now)
    const after = readImage(state, before.address)
    const fields = diffFields(before, after, options)
    if (Object.keys(fields).length === 0 && changed.length === 0) continue
    const storage = changed.filter(([, old]) => old !== ZERO_WORD).map(([slot, old]) => [slot, old] as const)
    if (!isEmpty(before)) pre[key] = formatAccount(before, storage, options)
    // Of an account that is gone nothing is after.
    if (state.getAccount(before.address) === undefined) continue
    const written = changed.filter(([, , now]) => now !== ZERO_WORD).map(([slot, , now]) => [slot, now] as const)
    post[key] = { ...fields, ...(written.length === 0 ? {} : { storage: Object.fromEntries(written) }) }
  }
  return { post, pre }
}

type Change = readonly [slot: string, before: string, now: string]

const diffFields = (
  before: AccountImage,
  after: AccountImage,
  options: PrestateOptions,
): Record<string, TraceJson> => ({
  ...(before.balance === after.balance ? {} : { balance: toQuantity(after.balance) }),
  ...(before.nonce === after.nonce ? {} : { nonce: Number(after.nonce) }),
  ...(options.disableCode || Buffer.compare(before.code, after.code) === 0 ? {} : { code: toHex(after.code) }),
})
