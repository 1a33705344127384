import type { StackView } from '../../evm/trace/Tracer.ts'

const WORD_BYTES = 32

/** Where the stack says which part of memory an opcode writes: positions from its top. */
const PLACES: Readonly<Record<number, { readonly offset: number; readonly length: number }>> = {
  55: { offset: 1, length: 3 },
  57: { offset: 1, length: 3 },
  60: { offset: 2, length: 4 },
  62: { offset: 1, length: 3 },
  94: { offset: 1, length: 3 },
  241: { offset: 6, length: 7 },
  242: { offset: 6, length: 7 },
  244: { offset: 5, length: 6 },
  250: { offset: 5, length: 6 },
}
const MSTORE = 0x52
const MSTORE8 = 0x53

/** A part of memory. An opcode that asks for more than there can be fails. */
export type MemoryPart = { readonly offset: number; readonly length: number }

const writes = new Uint8Array(256)
for (const opcode of [MSTORE, MSTORE8, ...Object.keys(PLACES)]) writes[Number(opcode)] = 1

/** Which part of memory an opcode is about to write; of a call the part for its answer. */
export const findMemoryWrite = (opcode: number, stack: StackView): MemoryPart | undefined => {
  if (writes[opcode] !== 1) return undefined
  if (opcode === MSTORE || opcode === MSTORE8) {
    return { offset: Number(stack.at(-1) ?? 0n), length: opcode === MSTORE ? WORD_BYTES : 1 }
  }
  const place = PLACES[opcode]
  const length = place === undefined ? undefined : stack.at(-place.length)
  if (place === undefined || length === undefined || length === 0n) return undefined
  return { offset: Number(stack.at(-place.offset) ?? 0n), length: Number(length) }
}
