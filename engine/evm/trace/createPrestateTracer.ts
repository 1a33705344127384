import { bigIntToUnpaddedBytes, generateAddress, generateAddress2 } from '@ethereumjs/util'
import type { ExecutionState } from '../ExecutionState.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { CALLS, isCall, OPCODES } from './opcodes.ts'
import type { TraceJson, TraceStep, TransactionTracer } from './Tracer.ts'
import { isReadable, readMemory, toAddress, toDigits, toHex, toQuantity, toWord } from './traceBytes.ts'

export type PrestateOptions = {
  /** Before and after, of what has changed. */
  readonly diffMode?: boolean | undefined
  readonly disableCode?: boolean | undefined
  readonly disableStorage?: boolean | undefined
}

/** Whom a transaction touches before its first opcode. */
export type TraceSubject = {
  readonly from: Uint8Array
  /** `undefined`: creates a contract. */
  readonly to: Uint8Array | undefined
  readonly coinbase: Uint8Array
  /** Who signed the authorizations (EIP-7702). */
  readonly authorities: readonly Uint8Array[]
  readonly gasLimit: bigint
}

type AccountImage = {
  readonly balance: bigint
  readonly nonce: bigint
  readonly code: Uint8Array
}
type Touched = AccountImage & { readonly address: Uint8Array; readonly slots: Map<string, string> }
type JsonAccount = { readonly [key: string]: TraceJson | undefined }

const ACCOUNT_BYTES = 256
const SLOT_BYTES = 138
const ZERO_WORD = `0x${'0'.repeat(64)}`
/** EIP-7702: code of a delegated account is this and the address of the code it runs. */
const DELEGATION_PREFIX = 'ef0100'
const DELEGATION_BYTES = 23

const READS_ACCOUNT: ReadonlySet<number> = new Set([
  OPCODES.balance,
  OPCODES.extcodesize,
  OPCODES.extcodecopy,
  OPCODES.extcodehash,
  OPCODES.selfdestruct,
])

/** The opcodes that touch an account or a slot. */
const TOUCHING: ReadonlySet<number> = new Set([
  ...READS_ACCOUNT,
  ...CALLS,
  OPCODES.sload,
  OPCODES.sstore,
  OPCODES.create,
  OPCODES.create2,
])

const readImage = (state: ExecutionState, address: Uint8Array): AccountImage => {
  const account = state.getAccount(address)
  return { balance: account?.balance ?? 0n, nonce: account?.nonce ?? 0n, code: state.getCode(address) }
}

const readSlot = (value: Uint8Array): string => `0x${toDigits(value).padStart(64, '0')}`

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
  const touched = new Map<string, Touched>()

  const touch = (address: Uint8Array): Touched => {
    const key = toHex(address)
    const known = touched.get(key)
    if (known !== undefined) return known
    const image = { address, ...readImage(state, address), slots: new Map<string, string>() }
    budget.spend(ACCOUNT_BYTES + (options.disableCode ? 0 : 2 * image.code.length))
    touched.set(key, image)
    return image
  }

  /** An account's own code may be another's. */
  const touchCalled = (address: Uint8Array): void => {
    const { code } = touch(address)
    const isDelegated = code.length === DELEGATION_BYTES && toDigits(code.subarray(0, 3)) === DELEGATION_PREFIX
    if (isDelegated) touch(code.slice(3))
  }

  const touchSlot = (address: Uint8Array, slot: Uint8Array): void => {
    const { slots } = touch(address)
    const key = toHex(slot)
    if (slots.has(key)) return
    budget.spend(SLOT_BYTES)
    slots.set(key, readSlot(state.getOriginalStorage(address, slot)))
  }

  const observe = (step: TraceStep): void => {
    const top = step.stack.at(-1)
    const second = step.stack.at(-2)
    const created = findCreated(step, state)
    if (created !== undefined) touch(created)
    if (top === undefined) return
    if (step.opcode === OPCODES.sload || step.opcode === OPCODES.sstore) touchSlot(step.address, toWord(top))
    if (READS_ACCOUNT.has(step.opcode)) touch(toAddress(top))
    if (isCall(step.opcode) && second !== undefined) touchCalled(toAddress(second))
  }

  touch(subject.from)
  touch(subject.coinbase)
  for (const authority of subject.authorities) touch(authority)
  if (subject.to === undefined) touch(generateAddress(subject.from, toNonceBytes(touch(subject.from).nonce)))
  else touchCalled(subject.to)

  return {
    opcodes: TOUCHING,
    onEnter: () => {},
    onStep: (step) => {
      observe(step)
      return budget.hasRoom()
    },
    onExit: () => {},
    toResult: () => (options.diffMode ? toDiff(touched, state, options) : toPrestate(touched, options)),
  }
}

const toNonceBytes = (nonce: bigint): Uint8Array => bigIntToUnpaddedBytes(nonce)

/** The address that a CREATE (EIP-161) or CREATE2 (EIP-1014) is about to make an account at. */
const findCreated = (step: TraceStep, state: ExecutionState): Uint8Array | undefined => {
  if (step.opcode === OPCODES.create) {
    return generateAddress(step.address, toNonceBytes(state.getAccount(step.address)?.nonce ?? 0n))
  }
  const [salt, length, offset] = step.stack.slice(-4)
  if (step.opcode !== OPCODES.create2 || step.stack.length < 4 || step.gasCost > step.gas) return undefined
  if (salt === undefined || length === undefined || offset === undefined) return undefined
  if (!isReadable(step.memory, length, step.gas)) return undefined
  return generateAddress2(step.address, toWord(salt), readMemory(step.memory, offset, length))
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
    const slots = [...before.slots].map(([slot, value]): Change => [slot, value, readNow(state, before.address, slot)])
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

const readNow = (state: ExecutionState, address: Uint8Array, slot: string): string =>
  readSlot(state.getStorage(address, toWord(BigInt(slot))))

const diffFields = (
  before: AccountImage,
  after: AccountImage,
  options: PrestateOptions,
): Record<string, TraceJson> => ({
  ...(before.balance === after.balance ? {} : { balance: toQuantity(after.balance) }),
  ...(before.nonce === after.nonce ? {} : { nonce: Number(after.nonce) }),
  ...(options.disableCode || Buffer.compare(before.code, after.code) === 0 ? {} : { code: toHex(after.code) }),
})
