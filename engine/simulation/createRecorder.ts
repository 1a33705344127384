import { isCall, OPCODES } from '../evm/trace/opcodes.ts'
import type { FrameEnd, FrameStart, Tracer, TraceStep } from '../evm/trace/Tracer.ts'
import { isReadable, readMemory, toAddress, toDigits, toWordDigits } from '../evm/trace/traceBytes.ts'

const KECCAK256 = 0x20
/** Inputs to a hash that storage may be named by. */
const MAX_HASHED_BYTES = 1_024
const MAX_HASHES = 20_000
/** Bytes of inputs and outputs of all frames that are kept. */
const MAX_KEPT_BYTES = 16 * 1_048_576

const READS_ACCOUNT: ReadonlySet<number> = new Set([
  OPCODES.balance,
  OPCODES.extcodesize,
  OPCODES.extcodecopy,
  OPCODES.extcodehash,
  OPCODES.selfdestruct,
])

const WATCHED: ReadonlySet<number> = new Set([
  ...READS_ACCOUNT,
  KECCAK256,
  OPCODES.sload,
  OPCODES.sstore,
  OPCODES.call,
  OPCODES.callcode,
  OPCODES.delegatecall,
  OPCODES.staticcall,
])

export type RecordedFrame = {
  readonly frame: number
  readonly parent: number | undefined
  readonly start: FrameStart
  end: FrameEnd | undefined
}

export type Recording = {
  /** In the order they began: the first of them, up to a limit. */
  readonly frames: readonly RecordedFrame[]
  readonly frameCount: number
  /** What was hashed, as far as storage may be named by it. */
  readonly hashed: readonly Uint8Array[]
  /** Accounts that code has asked for, with the slots of them; addresses and slots in hexadecimal without a prefix. */
  readonly accessed: ReadonlyMap<string, ReadonlySet<string>>
}

export type Recorder = Tracer & { readonly recording: () => Recording }

/** Keeps what a simulation tells of an execution: the call tree, what was hashed, what was accessed. */
export const createRecorder = (maxFrames: number): Recorder => {
  const frames: RecordedFrame[] = []
  const open: (RecordedFrame | undefined)[] = []
  const hashed: Uint8Array[] = []
  const accessed = new Map<string, Set<string>>()
  let frameCount = 0
  let keptBytes = 0

  const keep = (bytes: Uint8Array): Uint8Array => {
    const kept = bytes.slice(0, Math.max(0, MAX_KEPT_BYTES - keptBytes))
    keptBytes += kept.length
    return kept
  }

  const access = (address: string): Set<string> => {
    const slots = accessed.get(address) ?? new Set<string>()
    accessed.set(address, slots)
    return slots
  }

  const onStep = (step: TraceStep): boolean => {
    const { opcode, stack } = step
    const top = stack.at(-1)
    if (top === undefined) return true
    if (opcode === KECCAK256) keepHashed(step, hashed)
    else if (opcode === OPCODES.sload || opcode === OPCODES.sstore)
      access(toDigits(step.address)).add(toWordDigits(top))
    else if (READS_ACCOUNT.has(opcode)) access(toDigits(toAddress(top)))
    else if (isCall(opcode)) access(toDigits(toAddress(stack.at(-2) ?? 0n)))
    return true
  }

  return {
    opcodes: WATCHED,
    onEnter: (start) => {
      frameCount++
      if (frames.length >= maxFrames) return void open.push(undefined)
      const recorded: RecordedFrame = {
        frame: frames.length,
        parent: open.findLast((frame) => frame !== undefined)?.frame,
        start: { ...start, input: keep(start.input) },
        end: undefined,
      }
      frames.push(recorded)
      open.push(recorded)
    },
    onStep,
    onExit: (end) => {
      const frame = open.pop()
      if (frame !== undefined) frame.end = { ...end, output: keep(end.output) }
    },
    recording: () => ({ frames, frameCount, hashed, accessed }),
  }
}

const keepHashed = ({ stack, memory, gas }: TraceStep, hashed: Uint8Array[]): void => {
  const offset = stack.at(-1)
  const length = stack.at(-2)
  if (offset === undefined || length === undefined || hashed.length >= MAX_HASHES) return
  if (length < 32n || length > MAX_HASHED_BYTES || !isReadable(memory, offset + length, gas)) return
  hashed.push(readMemory(memory, offset, length))
}
