import type { ExecutionState } from '../ExecutionState.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { describeFrameError } from './describeFrameError.ts'
import { isCall, isCreate, OPCODES } from './opcodes.ts'
import type { TraceJson, TraceStep, TransactionTracer } from './Tracer.ts'
import { toDigits, toHex, toQuantity, toWord, toWordDigits } from './traceBytes.ts'

export type StructLogOptions = {
  readonly disableStack?: boolean | undefined
  readonly enableMemory?: boolean | undefined
  readonly disableStorage?: boolean | undefined
  readonly enableReturnData?: boolean | undefined
  /** At most so many steps; 0: all. */
  readonly limit?: number | undefined
}

type StructLog = { error?: string; readonly depth: number; readonly [key: string]: TraceJson | undefined }

const WORD_BYTES = 32
/** What a log takes as JSON besides its parts, and a word in one. */
const LOG_BYTES = 96
const WORD_JSON_BYTES = 67
const EMPTY_BYTES = new Uint8Array()

/**
 * geth's default tracer: one entry for each opcode, with what it found. Memory and storage are words of 64 digits without a prefix,
 * as geth writes them.
 */
export const createStructLogTracer = (
  options: StructLogOptions,
  state: ExecutionState,
  budget: TraceBudget,
): TransactionTracer => {
  const logs: StructLog[] = []
  const readStorage = createStorageView(state)
  /** The return data of each open frame's last call. */
  const returned: Uint8Array[] = []
  let isCutShort = false

  const toLog = (step: TraceStep): StructLog => {
    const returnData = returned[step.depth] ?? EMPTY_BYTES
    const storage = options.disableStorage ? undefined : readStorage(step)
    const stack = options.disableStack ? [] : step.stack.slice()
    const memory = options.enableMemory ? step.memory : EMPTY_BYTES
    const log: StructLog = {
      pc: step.pc,
      op: step.name,
      gas: Number(step.gas),
      gasCost: Number(step.gasCost),
      depth: step.depth,
      ...(options.disableStack ? {} : { stack: stack.map(toQuantity) }),
      ...(options.enableReturnData && returnData.length > 0 ? { returnData: toHex(returnData) } : {}),
      ...(memory.length > 0 ? { memory: toWords(memory) } : {}),
      ...(storage === undefined ? {} : { storage }),
      ...(step.refund > 0n ? { refund: Number(step.refund) } : {}),
    }
    budget.spend(measureLog(stack, memory.length, options.enableReturnData ? returnData.length : 0, storage))
    return log
  }

  return {
    onEnter: ({ depth }) => {
      returned[depth + 1] = EMPTY_BYTES
    },
    onStep: (step) => {
      isCutShort = options.limit !== undefined && options.limit > 0 && logs.length >= options.limit
      if (isCutShort) return false
      logs.push(toLog(step))
      if (isCall(step.opcode) || isCreate(step.opcode)) returned[step.depth] = EMPTY_BYTES
      return budget.hasRoom()
    },
    onExit: ({ depth, error, output, createdAddress }) => {
      const isDeployed = createdAddress !== undefined && error === undefined
      returned[depth] = isDeployed || (error !== undefined && error !== 'revert') ? EMPTY_BYTES : output
      const last = isCutShort ? undefined : logs.at(-1)
      if (error !== undefined && error !== 'revert' && last?.depth === depth + 1) last.error = describeFrameError(error)
    },
    toResult: ({ gasUsed, isSuccess, returnData, error }) => ({
      gas: Number(gasUsed),
      failed: !isSuccess,
      returnValue: isSuccess || error === 'revert' ? toHex(returnData) : '0x',
      structLogs: logs,
    }),
  }
}

const toWords = (memory: Uint8Array): string[] => {
  const words: string[] = []
  for (let start = 0; start < memory.length; start += WORD_BYTES) {
    words.push(toDigits(memory.subarray(start, start + WORD_BYTES)))
  }
  return words
}

/** The slots that each account has read and written so far, shown with each SLOAD and SSTORE. */
const createStorageView = (state: ExecutionState) => {
  const accounts = new Map<string, Record<string, string>>()
  return ({ opcode, stack, address }: TraceStep): Record<string, string> | undefined => {
    const slot = stack.at(-1)
    if (slot === undefined || (opcode !== OPCODES.sload && opcode !== OPCODES.sstore)) return undefined
    const read = (): string => toDigits(state.getStorage(address, toWord(slot))).padStart(2 * WORD_BYTES, '0')
    const value = opcode === OPCODES.sload ? read() : toWordDigits(stack.at(-2) ?? 0n)
    const seen = { ...accounts.get(toDigits(address)), [toWordDigits(slot)]: value }
    accounts.set(toDigits(address), seen)
    return seen
  }
}

const measureLog = (
  stack: readonly bigint[],
  memoryBytes: number,
  returnDataBytes: number,
  storage: Record<string, string> | undefined,
): number => {
  let bytes = LOG_BYTES + (memoryBytes / WORD_BYTES) * WORD_JSON_BYTES + 2 * returnDataBytes
  for (const item of stack) bytes += item < 0x1_0000_0000n ? 13 : WORD_JSON_BYTES + 2
  if (storage !== undefined) bytes += Object.keys(storage).length * 2 * WORD_JSON_BYTES
  return bytes
}
