import type { ExecutionState } from '../../evm/ExecutionState.ts'
import type { TraceStep } from '../../evm/trace/Tracer.ts'
import { toDigits, toWord } from '../../evm/trace/traceBytes.ts'
import { Column } from './Column.ts'
import type { RecordedSlot, StorageAccesses } from './RecordedTrace.ts'
import { WordList } from './WordList.ts'

const SLOAD = 0x54
const SSTORE = 0x55
const TLOAD = 0x5c
const TSTORE = 0x5d

const SLOT_BYTES = 320
const ACCESS_BYTES = 9

const isAccess = (opcode: number): boolean =>
  opcode === SLOAD || opcode === SSTORE || opcode === TLOAD || opcode === TSTORE

/** Records accesses to storage and transient storage (EIP-1153). */
export const createStorageRecorder = (state: ExecutionState) => {
  const slots: RecordedSlot[] = []
  const indexes = new Map<string, number>()
  const accesses: StorageAccesses = {
    slots,
    step: new Column((length) => new Uint32Array(length)),
    slot: new Column((length) => new Uint32Array(length)),
    isWrite: new Column((length) => new Uint8Array(length)),
    value: new WordList(),
  }

  /** Transient storage is empty before the transaction. */
  const readValue = (address: Uint8Array, slot: bigint): bigint => {
    const digits = toDigits(state.getStorage(address, toWord(slot)))
    return digits === '' ? 0n : BigInt(`0x${digits}`)
  }

  const findSlot = (address: Uint8Array, slot: bigint, isTransient: boolean): number => {
    const account = toDigits(address)
    const key = `${account}${isTransient ? 't' : 's'}${slot.toString(36)}`
    const known = indexes.get(key)
    if (known !== undefined) return known
    indexes.set(key, slots.length)
    const initialValue = isTransient ? 0n : readValue(address, slot)
    return slots.push({ account: `0x${account}`, slot, isTransient, initialValue }) - 1
  }

  return {
    accesses,
    byteLength: () => slots.length * SLOT_BYTES + accesses.step.length * ACCESS_BYTES + accesses.value.byteLength,
    observe: (index: number, { opcode, stack, address }: TraceStep): void => {
      if (!isAccess(opcode)) return
      const slot = stack.at(-1)
      const isWrite = opcode === SSTORE || opcode === TSTORE
      const value = isWrite ? stack.at(-2) : 0n
      if (slot === undefined || value === undefined) return
      accesses.slot.push(findSlot(address, slot, opcode === TLOAD || opcode === TSTORE))
      accesses.step.push(index)
      accesses.isWrite.push(isWrite ? 1 : 0)
      accesses.value.push(value)
    },
  }
}
