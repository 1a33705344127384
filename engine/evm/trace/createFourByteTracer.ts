import type { TransactionTracer } from './Tracer.ts'
import { toHex } from './traceBytes.ts'

const SELECTOR_BYTES = 4
const NO_STEPS: ReadonlySet<number> = new Set()

/** geth's `4byteTracer`: how often each selector was called, with how many bytes of arguments. */
export const createFourByteTracer = (isPrecompile: (address: Uint8Array) => boolean): TransactionTracer => {
  const counts = new Map<string, number>()
  return {
    opcodes: NO_STEPS,
    onEnter: ({ type, to, input }) => {
      if (type.startsWith('CREATE') || input.length < SELECTOR_BYTES || to === undefined || isPrecompile(to)) return
      const key = `${toHex(input.subarray(0, SELECTOR_BYTES))}-${input.length - SELECTOR_BYTES}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    onStep: () => false,
    onExit: () => {},
    toResult: () => Object.fromEntries(counts),
  }
}
