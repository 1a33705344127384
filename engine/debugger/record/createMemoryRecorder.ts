import { isCall } from '../../evm/trace/opcodes.ts'
import type { TraceStep } from '../../evm/trace/Tracer.ts'
import { ByteList } from './ByteList.ts'
import { Column } from './Column.ts'
import { findMemoryWrite, type MemoryPart } from './memoryWrites.ts'
import type { MemoryWrites, RecordedFrame } from './RecordedTrace.ts'

const WRITE_BYTES = 24
const WORD_BYTES = 32
/** Writes of a frame between two copies of its memory; more when it is large, so that copies stay a fraction of the rest. */
const CHECKPOINT_WRITES = 1_024

/** What is known of the memory of a frame that has not ended. */
export type OpenMemory = { pending: MemoryPart | undefined; writesSinceCheckpoint: number }

/** Records writes to memory: what each wrote, once it is there to see. */
export const createMemoryRecorder = () => {
  const integers = () => new Column((length) => new Uint32Array(length))
  const writes: MemoryWrites = {
    step: integers(),
    frame: integers(),
    offset: integers(),
    length: integers(),
    position: new Column((length) => new Float64Array(length)),
    data: new ByteList(),
  }
  let checkpointBytes = 0

  const write = (frame: RecordedFrame, step: number, { offset, length }: MemoryPart, memory: Uint8Array): void => {
    writes.step.push(step)
    writes.frame.push(frame.index)
    writes.offset.push(offset)
    writes.length.push(length)
    writes.position.push(writes.data.append(memory.subarray(offset, offset + length)))
  }

  const keepAll = (frame: RecordedFrame, step: number, own: OpenMemory, memory: Uint8Array): void => {
    if (own.writesSinceCheckpoint < Math.max(CHECKPOINT_WRITES, memory.length / WORD_BYTES)) return
    own.writesSinceCheckpoint = 0
    frame.memoryCheckpoints.push({ step, write: writes.step.length, memory: memory.slice() })
    checkpointBytes += memory.length
  }

  return {
    writes,
    byteLength: () => writes.data.length + writes.step.length * WRITE_BYTES + checkpointBytes,
    /** The frame goes on: its last opcode has written what it was about to. */
    settle: (frame: RecordedFrame, own: OpenMemory, lastOpcode: number, index: number, step: TraceStep): void => {
      if (own.pending === undefined) return
      const { offset } = own.pending
      const length = isCall(lastOpcode) ? Math.min(own.pending.length, step.returnData.length) : own.pending.length
      own.pending = undefined
      if (length === 0) return
      write(frame, index - 1, { offset, length }, step.memory)
      own.writesSinceCheckpoint++
    },
    /** Before an opcode runs. Returns how many words memory has. */
    prepare: (frame: RecordedFrame, own: OpenMemory, step: number, view: TraceStep): number => {
      own.pending = findMemoryWrite(view.opcode, view.stack)
      const { memory } = view
      keepAll(frame, step, own, memory)
      return memory.length / WORD_BYTES
    },
  }
}
