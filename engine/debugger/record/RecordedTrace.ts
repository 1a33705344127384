import type { FrameEnd, FrameStart } from '../../evm/trace/Tracer.ts'
import type { ByteList } from './ByteList.ts'
import type { Column } from './Column.ts'
import type { WordList } from './WordList.ts'

/** What a frame's last call left for RETURNDATACOPY, from the step after `step` on. */
export type ReturnedData = { readonly step: number; readonly data: Uint8Array }

/** The whole stack before a step: `length` words from `position` in `stackWords`. */
export type StackCheckpoint = { readonly step: number; readonly position: number; readonly length: number }

/** The whole memory before a step, with all writes below `write` in it. */
export type MemoryCheckpoint = { readonly step: number; readonly write: number; readonly memory: Uint8Array }

/** One frame. Frames are numbered in the order they begin; 0 is the outermost. */
export type RecordedFrame = {
  readonly index: number
  readonly parent: RecordedFrame | undefined
  readonly start: FrameStart
  end: FrameEnd | undefined
  readonly firstStep: number
  /** The first step after it; while it is open, of no meaning. */
  endStep: number
  /** Its own last step so far; -1 before the first. */
  lastStep: number
  /** The code that ran; `undefined` where none did. */
  code: Uint8Array | undefined
  /** The account it ran for. */
  account: Uint8Array | undefined
  readonly stackCheckpoints: StackCheckpoint[]
  readonly memoryCheckpoints: MemoryCheckpoint[]
  readonly returned: ReturnedData[]
}

/** Writes to memory in the order they were done; their bytes in `data`. */
export type MemoryWrites = {
  /** The last step before the write was seen; of a call, the last inside it. */
  readonly step: Column
  readonly frame: Column
  readonly offset: Column
  readonly length: Column
  readonly position: Column
  readonly data: ByteList
}

/** A slot that was read or written, with its value before the transaction. */
export type RecordedSlot = {
  readonly account: string
  readonly slot: bigint
  readonly isTransient: boolean
  readonly initialValue: bigint
}

/** Accesses to slots, in the order of their steps. */
export type StorageAccesses = {
  readonly slots: readonly RecordedSlot[]
  readonly step: Column
  /** Index in `slots`. */
  readonly slot: Column
  readonly isWrite: Column
  /** What was written; 0 of a read. */
  readonly value: WordList
}

/**
 * All steps of an execution, in columns: what each step made, and from time to time the whole stack and memory. Any step's machine is
 * put together from the nearest of these.
 */
export type RecordedTrace = {
  readonly steps: number
  /** About what it takes. */
  readonly byteLength: number
  readonly pc: Column
  readonly opcode: Column
  readonly gas: Column
  readonly cost: Column
  readonly frame: Column
  readonly memoryWords: Column
  /** The item that each step left on the stack, where it left a new one. */
  readonly made: WordList
  readonly stackWords: WordList
  readonly memory: MemoryWrites
  readonly storage: StorageAccesses
  readonly frames: readonly RecordedFrame[]
  /** What was hashed, by its hash: keys of mappings among it. */
  readonly preimages: ReadonlyMap<bigint, Uint8Array>
  /** By opcode. */
  readonly names: readonly (string | undefined)[]
}
