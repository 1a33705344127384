import { findAtLeast } from './Column.ts'
import type { RecordedFrame, RecordedTrace } from './RecordedTrace.ts'
import { applyOpcode } from './stackEffects.ts'

const WORD_BYTES = 32

/** A slot as a step finds it. */
export type SlotState = {
  readonly slot: bigint
  readonly value: bigint
  readonly isTransient: boolean
  /** Whether it was written, and the write not taken back. */
  readonly isWritten: boolean
}

/** The frame that a step is in. */
export const frameOf = (trace: RecordedTrace, step: number): RecordedFrame => {
  const frame = trace.frames[trace.frame.get(step)]
  if (frame === undefined) throw new Error(`Step ${step} is in no frame.`)
  return frame
}

/** The next step of the same frame: after a call, the first when it has returned. */
export const nextInFrame = (trace: RecordedTrace, step: number): number => {
  const own = trace.frame.get(step)
  let next = step + 1
  while (next < trace.steps && trace.frame.get(next) !== own) {
    const inner = frameOf(trace, next)
    // The frame has ended: what comes is its caller's.
    if (inner.index < own) return trace.steps
    next = inner.endStep
  }
  return next
}

/** The last element whose step is at most `step`. */
const findLast = <Item extends { readonly step: number }>(items: readonly Item[], step: number): Item | undefined => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((items[middle]?.step ?? 0) <= step) low = middle + 1
    else high = middle
  }
  return items[low - 1]
}

/** The stack before a step, the top last. */
export const reconstructStack = (trace: RecordedTrace, step: number): bigint[] => {
  const frame = frameOf(trace, step)
  const checkpoint = findLast(frame.stackCheckpoints, step)
  const stack: bigint[] = []
  for (let index = 0; index < (checkpoint?.length ?? 0); index++) {
    stack.push(trace.stackWords.get((checkpoint?.position ?? 0) + index))
  }
  for (let at = checkpoint?.step ?? frame.firstStep; at < step; at = nextInFrame(trace, at)) {
    applyOpcode(stack, trace.opcode.get(at), () => trace.made.get(at))
  }
  return stack
}

/** The memory before a step. */
export const reconstructMemory = (trace: RecordedTrace, step: number): Uint8Array => {
  const frame = frameOf(trace, step)
  const { memory } = trace
  const bytes = new Uint8Array(trace.memoryWords.get(step) * WORD_BYTES)
  const checkpoint = findLast(frame.memoryCheckpoints, step)
  if (checkpoint !== undefined) bytes.set(checkpoint.memory)
  let write = checkpoint?.write ?? findAtLeast(memory.step, frame.firstStep)
  for (; write < memory.step.length && memory.step.get(write) < step; write++) {
    if (memory.frame.get(write) !== frame.index) continue
    memory.data.copy(memory.position.get(write), memory.length.get(write), bytes, memory.offset.get(write))
  }
  return bytes
}

/** What RETURNDATACOPY would copy from before a step. */
export const reconstructReturnData = (trace: RecordedTrace, step: number): Uint8Array =>
  findLast(frameOf(trace, step).returned, step - 1)?.data ?? new Uint8Array()

/** Whether what a frame did has been taken back before a step: it, or one that it is in, has failed by then. */
const isUndone = (frame: RecordedFrame, step: number): boolean => {
  for (let at: RecordedFrame | undefined = frame; at !== undefined && at.endStep <= step; at = at.parent) {
    if (at.end?.error !== undefined) return true
  }
  return false
}

/** The slots of the step's account that were accessed before it, in the order of their first access. */
export const reconstructStorage = (trace: RecordedTrace, step: number): SlotState[] => {
  const { storage } = trace
  const own = frameOf(trace, step).account
  const account = own === undefined ? '' : `0x${Buffer.from(own).toString('hex')}`
  const states = new Map<number, SlotState>()
  const end = findAtLeast(storage.step, step)
  for (let access = 0; access < end; access++) {
    const index = storage.slot.get(access)
    const slot = storage.slots[index]
    if (slot === undefined || slot.account !== account) continue
    const isWritten = storage.isWrite.get(access) === 1 && !isUndone(frameOf(trace, storage.step.get(access)), step)
    const known = states.get(index)
    if (isWritten) states.set(index, { ...slot, value: storage.value.get(access), isWritten })
    else if (known === undefined) states.set(index, { ...slot, value: slot.initialValue, isWritten })
  }
  return [...states.values()]
}
