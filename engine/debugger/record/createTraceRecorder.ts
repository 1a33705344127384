import type { ExecutionState } from '../../evm/ExecutionState.ts'
import { isCall, isCreate } from '../../evm/trace/opcodes.ts'
import type { FrameEnd, FrameStart, Tracer, TraceStep } from '../../evm/trace/Tracer.ts'
import { Column } from './Column.ts'
import { createHashRecorder } from './createHashRecorder.ts'
import { createMemoryRecorder, type OpenMemory } from './createMemoryRecorder.ts'
import { createStorageRecorder } from './createStorageRecorder.ts'
import type { RecordedFrame, RecordedTrace } from './RecordedTrace.ts'
import { makesItem } from './stackEffects.ts'
import { WordList } from './WordList.ts'

export type RecordLimits = {
  readonly maxSteps: number
  readonly maxBytes: number
}

export type TraceRecorder = Tracer & {
  /** What was recorded; `undefined` when it became too much. */
  finish(): RecordedTrace | undefined
}

/** What the columns take for each step, and a frame with its objects. */
const STEP_BYTES = 41
const FRAME_BYTES = 800
const CHECK_STEPS = 1_024
/** A frame's steps between two copies of its stack; more when it is deep, so that copies stay a fraction of the rest. */
const CHECKPOINT_STEPS = 256
const CHECKPOINT_STEPS_PER_ITEM = 4

type OpenFrame = {
  readonly frame: RecordedFrame
  readonly memory: OpenMemory
  lastOpcode: number
  stepsSinceCheckpoint: number
}

/** Records every step of an execution in little memory and little time. `reconstructStep` gives each machine back. */
export const createTraceRecorder = (state: ExecutionState, limits: RecordLimits): TraceRecorder => {
  const floats = () => new Column((length) => new Float64Array(length))
  const integers = () => new Column((length) => new Uint32Array(length))
  const columns = {
    pc: integers(),
    opcode: new Column((length) => new Uint8Array(length)),
    gas: floats(),
    cost: floats(),
    frame: integers(),
    memoryWords: integers(),
    made: new WordList(),
    stackWords: new WordList(),
  }
  const memory = createMemoryRecorder()
  const storage = createStorageRecorder(state)
  const hashes = createHashRecorder()
  const frames: RecordedFrame[] = []
  const names: (string | undefined)[] = []
  const codes = createCodeList()
  const open: OpenFrame[] = []
  let frameBytes = 0
  let steps = 0
  let hasEnded = false

  const measure = (): number =>
    steps * STEP_BYTES +
    columns.made.byteLength -
    8 * steps +
    columns.stackWords.byteLength +
    frameBytes +
    memory.byteLength() +
    storage.byteLength() +
    hashes.byteLength() +
    codes.byteLength()

  /** Now that the frame goes on, its last opcode is known to have succeeded: what it left is there to see. */
  const settle = (current: OpenFrame, step: TraceStep): void => {
    const { frame, lastOpcode } = current
    if (makesItem(lastOpcode)) columns.made.set(frame.lastStep, step.stack.at(-1) ?? 0n)
    if (isCall(lastOpcode) || isCreate(lastOpcode)) {
      frame.returned.push({ step: frame.lastStep, data: step.returnData })
      frameBytes += 64 + step.returnData.length
    }
    memory.settle(frame, current.memory, lastOpcode, steps, step)
    hashes.settle(step)
  }

  const keepStack = (current: OpenFrame, step: TraceStep): void => {
    const { length } = step.stack
    if (current.stepsSinceCheckpoint < Math.max(CHECKPOINT_STEPS, length * CHECKPOINT_STEPS_PER_ITEM)) return
    current.stepsSinceCheckpoint = 0
    current.frame.stackCheckpoints.push({ step: steps, position: columns.stackWords.length, length })
    for (const item of step.stack.slice()) columns.stackWords.push(item)
    frameBytes += 64
  }

  const record = (current: OpenFrame, step: TraceStep): void => {
    const { frame } = current
    const { opcode } = step
    if (frame.lastStep >= 0) settle(current, step)
    else {
      frame.code = codes.share(step.code)
      frame.account = step.address
    }
    keepStack(current, step)
    names[opcode] ??= step.name
    columns.pc.push(step.pc)
    columns.opcode.push(opcode)
    columns.gas.push(Number(step.gas))
    columns.cost.push(Number(step.gasCost))
    columns.frame.push(frame.index)
    columns.memoryWords.push(memory.prepare(frame, current.memory, steps, step))
    columns.made.push(0n)
    storage.observe(steps, step)
    hashes.observe(step)
    frame.lastStep = steps
    current.lastOpcode = opcode
    current.stepsSinceCheckpoint++
    steps++
  }

  const enter = (start: FrameStart): void => {
    const frame: RecordedFrame = {
      index: frames.length,
      parent: open.at(-1)?.frame,
      start,
      end: undefined,
      firstStep: steps,
      endStep: steps,
      lastStep: -1,
      code: undefined,
      account: undefined,
      stackCheckpoints: [],
      memoryCheckpoints: [],
      returned: [],
    }
    frameBytes += FRAME_BYTES + start.input.length
    frames.push(frame)
    open.push({
      frame,
      memory: { pending: undefined, writesSinceCheckpoint: 0 },
      lastOpcode: 0,
      stepsSinceCheckpoint: 0,
    })
  }

  const exit = (end: FrameEnd): void => {
    const current = open.pop()
    if (current === undefined) return
    current.frame.end = end
    current.frame.endStep = steps
    frameBytes += end.output.length
  }

  /** Whether there is room for more; once there was none, there is none any more. */
  const hasRoom = (): boolean => {
    if (steps >= limits.maxSteps || measure() > limits.maxBytes) hasEnded = true
    return !hasEnded
  }

  return {
    onEnter: (start) => {
      if (!hasEnded && hasRoom()) enter(start)
    },
    onStep: (step) => {
      const current = open.at(-1)
      if (hasEnded || current === undefined) return false
      if (steps % CHECK_STEPS === 0 && !hasRoom()) return false
      record(current, step)
      return true
    },
    onExit: (end) => {
      if (!hasEnded) exit(end)
    },
    finish: () =>
      hasEnded
        ? undefined
        : {
            ...columns,
            steps,
            byteLength: measure(),
            memory: memory.writes,
            storage: storage.accesses,
            frames,
            names,
            preimages: hashes.preimages,
          },
  }
}

/** Code that runs many times is kept once: by reference, and where it was copied (creations) by content. */
const createCodeList = () => {
  const byContent = new Map<string, Uint8Array>()
  let byteLength = 0
  const keep = (code: Uint8Array): Uint8Array => {
    const key = Buffer.from(code.buffer, code.byteOffset, code.length).toString('latin1')
    const same = byContent.get(key)
    if (same !== undefined) return same
    const copy = code.slice()
    byContent.set(key, copy)
    byteLength += 2 * copy.length
    return copy
  }
  const copies = new WeakMap<Uint8Array, Uint8Array>()
  return {
    share: (code: Uint8Array): Uint8Array => {
      const shared = copies.get(code) ?? keep(code)
      copies.set(code, shared)
      return shared
    },
    byteLength: () => byteLength,
  }
}
