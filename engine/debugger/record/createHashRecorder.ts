import type { TraceStep } from '../../evm/trace/Tracer.ts'

const KECCAK256 = 0x20
/** Solidity hashes a key and a slot: a key may be a string, but nobody's label is longer. */
const MAX_PREIMAGE_BYTES = 512
const MAX_PREIMAGES = 100_000
const ENTRY_BYTES = 160

/** Records what was hashed: the keys of mappings, which their slots do not say. */
export const createHashRecorder = () => {
  const preimages = new Map<bigint, Uint8Array>()
  let pending: { readonly depth: number; readonly bytes: Uint8Array } | undefined
  let bytes = 0
  return {
    preimages,
    byteLength: () => bytes,
    /** The next step: it finds the hash on the stack. KECCAK256 opens no frame, so that it is the same frame's. */
    settle: ({ stack, depth }: TraceStep): void => {
      if (pending === undefined) return
      const hash = stack.at(-1)
      if (hash !== undefined && depth === pending.depth && !preimages.has(hash)) {
        preimages.set(hash, pending.bytes)
        bytes += ENTRY_BYTES + pending.bytes.length
      }
      pending = undefined
    },
    observe: ({ opcode, stack, memory, depth }: TraceStep): void => {
      pending = undefined
      if (opcode !== KECCAK256 || preimages.size >= MAX_PREIMAGES) return
      const length = Number(stack.at(-2) ?? 0n)
      if (length < 32 || length > MAX_PREIMAGE_BYTES) return
      const offset = Number(stack.at(-1) ?? 0n)
      const preimage = new Uint8Array(length)
      if (offset < memory.length) preimage.set(memory.subarray(offset, offset + length))
      pending = { depth, bytes: preimage }
    },
  }
}
