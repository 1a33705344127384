import type { z } from 'zod'
import type { TraceRow, TraceState } from '../../api/debugger.ts'
import { createSlotLabeller, type SlotLabeller } from '../../compiler/layout/createSlotLabeller.ts'
import { describeFrameError } from '../../evm/trace/describeFrameError.ts'
import { toHex, toWordDigits } from '../../evm/trace/traceBytes.ts'
import type { RecordedFrame } from '../record/RecordedTrace.ts'
import {
  frameOf,
  reconstructMemory,
  reconstructReturnData,
  reconstructStack,
  reconstructStorage,
  type SlotState,
} from '../record/reconstructStep.ts'
import type { TraceView } from './createTraceView.ts'
import { isFailure } from './findStep.ts'

const MAX_MEMORY_BYTES = 65_536
const MAX_SLOTS = 1_000

const toWordHex = (value: bigint): `0x${string}` => `0x${toWordDigits(value)}`

/** A row of the opcode list. */
export const readRow = (view: TraceView, step: number): z.input<typeof TraceRow> => {
  const { trace, sources } = view
  return {
    step,
    frame: trace.frame.get(step),
    depth: frameOf(trace, step).start.depth,
    pc: trace.pc.get(step),
    opcode: trace.names[trace.opcode.get(step)] ?? 'INVALID',
    gasLeft: trace.gas.get(step),
    gasCost: trace.cost.get(step),
    ...sources.lineOf(view.lineOf(step)),
  }
}

/** Reads machines of one trace, with names for the slots of what was compiled here. */
export const createStepReader = (view: TraceView): ((step: number) => z.input<typeof TraceState>) => {
  const { trace } = view
  const labellers = new Map<RecordedFrame['code'], SlotLabeller | undefined>()
  const preimages = [...trace.preimages]
    .map(([hash, input]) => ({ hash, input }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))

  /** The layout is that of the code: under DELEGATECALL it decides what another account's slots mean. */
  const labellerOf = (frame: RecordedFrame): SlotLabeller | undefined => {
    if (!labellers.has(frame.code)) {
      const artifact = view.mappedOf(frame)?.artifact
      labellers.set(frame.code, artifact && createSlotLabeller(artifact.storageLayout, preimages, artifact.deployed))
    }
    return labellers.get(frame.code)
  }

  const formatSlot = (label: SlotLabeller | undefined, { slot, value, isWritten, isTransient }: SlotState) => {
    const parts = isTransient ? [] : (label?.(slot) ?? [])
    return {
      slot: toWordHex(slot),
      value: toWordHex(value),
      isWritten,
      isTransient,
      ...(parts.length === 0 ? {} : { label: parts.map((part) => part.label).join(', ') }),
    }
  }

  return (step) => {
    const frame = frameOf(trace, step)
    const range = view.mappedOf(frame)?.rangeAt(trace.pc.get(step))
    const memory = reconstructMemory(trace, step)
    const label = labellerOf(frame)
    const error = isFailure(view, step) ? frame.end?.error : undefined
    return {
      row: readRow(view, step),
      ...(range === undefined ? {} : { range }),
      stack: reconstructStack(trace, step).map(toWordHex),
      memory: toHex(memory.subarray(0, MAX_MEMORY_BYTES)),
      memoryBytes: memory.length,
      returnData: toHex(reconstructReturnData(trace, step).subarray(0, MAX_MEMORY_BYTES)),
      storage: reconstructStorage(trace, step)
        .slice(-MAX_SLOTS)
        .map((state) => formatSlot(label, state)),
      ...(error === undefined ? {} : { error: describeFrameError(error) }),
    }
  }
}
