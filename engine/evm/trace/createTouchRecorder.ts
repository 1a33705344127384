import { bigIntToUnpaddedBytes, generateAddress, generateAddress2 } from '@ethereumjs/util'
import type { ExecutionState } from '../ExecutionState.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { CALLS, isCall, OPCODES } from './opcodes.ts'
import type { Tracer, TraceStep } from './Tracer.ts'
import { isReadable, readMemory, toAddress, toDigits, toHex, toWord } from './traceBytes.ts'

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

export type AccountImage = {
  readonly balance: bigint
  readonly nonce: bigint
  readonly code: Uint8Array
}

/** An account as it was before the transaction, with the slots that it touched: values of 64 digits by slot. */
export type Touched = AccountImage & { readonly address: Uint8Array; readonly slots: Map<string, string> }

export type TouchRecorder = Tracer & {
  /** By address, in the order they were touched. */
  readonly touched: ReadonlyMap<string, Touched>
}

const ACCOUNT_BYTES = 256
const SLOT_BYTES = 138
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

/** An account as it is now. */
export const readImage = (state: ExecutionState, address: Uint8Array): AccountImage => {
  const account = state.getAccount(address)
  return { balance: account?.balance ?? 0n, nonce: account?.nonce ?? 0n, code: state.getCode(address) }
}

/** A slot as it is now. */
export const readSlotNow = (state: ExecutionState, address: Uint8Array, slot: string): string =>
  formatSlot(state.getStorage(address, toWord(BigInt(slot))))

const formatSlot = (value: Uint8Array): string => `0x${toDigits(value).padStart(64, '0')}`

/**
 * Keeps the accounts and slots that a transaction touches, as they were before it. Made before the transaction begins.
 *
 * @param isCodeCounted whether the answer shows code
 */
export const createTouchRecorder = (
  subject: TraceSubject,
  state: ExecutionState,
  budget: TraceBudget,
  isCodeCounted: boolean,
): TouchRecorder => {
  const touched = new Map<string, Touched>()

  const touch = (address: Uint8Array): Touched => {
    const key = toHex(address)
    const known = touched.get(key)
    if (known !== undefined) return known
    const image = { address, ...readImage(state, address), slots: new Map<string, string>() }
    budget.spend(ACCOUNT_BYTES + (isCodeCounted ? 2 * image.code.length : 0))
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
    slots.set(key, formatSlot(state.getOriginalStorage(address, slot)))
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
    touched,
    opcodes: TOUCHING,
    onEnter: () => {},
    onStep: (step) => {
      observe(step)
      return budget.hasRoom()
    },
    onExit: () => {},
  }
}

const toNonceBytes = (nonce: bigint): Uint8Array => bigIntToUnpaddedBytes(nonce)

/** The address that a CREATE (EIP-161) or CREATE2 (EIP-1014) is about to make an account at. */
const findCreated = (step: TraceStep, state: ExecutionState): Uint8Array | undefined => {
  if (step.opcode === OPCODES.create) {
    return generateAddress(step.address, toNonceBytes(state.getAccount(step.address)?.nonce ?? 0n))
  }
  if (step.opcode !== OPCODES.create2 || step.stack.length < 4 || step.gasCost > step.gas) return undefined
  const [salt, length, offset] = step.stack.slice(-4)
  if (salt === undefined || length === undefined || offset === undefined) return undefined
  if (!isReadable(step.memory, length, step.gas)) return undefined
  return generateAddress2(step.address, toWord(salt), readMemory(step.memory, offset, length))
}
