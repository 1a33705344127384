import type { LiveStep } from './LiveStep.ts'
import { isCall, isCreate, OPCODES } from './opcodes.ts'
import type { FrameStart } from './Tracer.ts'
import { isReadable, readMemory, toAddress } from './traceBytes.ts'

/** Yellow Paper, section 9.4.2: as deep as calls may go. */
const MAX_DEPTH = 1024
/** EIP-150: what a call that carries value brings along. */
const CALL_STIPEND = 2_300n

/** A frame that was asked for and never ran, and why. */
export type UnbegunFrame = { readonly start: FrameStart; readonly error: string }

/**
 * A call or creation that fails before any code runs, which the interpreter tells nobody of: the value is more than there is, or the
 * stack of calls is full. geth shows such a frame with no gas used.
 */
export const findUnbegunFrame = (step: LiveStep, depth: number): UnbegunFrame | undefined => {
  const isCreation = isCreate(step.opcode)
  if ((!isCreation && !isCall(step.opcode)) || !step.willRun) return undefined
  const carries = isCreation || step.opcode === OPCODES.call || step.opcode === OPCODES.callcode
  const value = carries ? (step.stack.at(isCreation ? -1 : -3) ?? 0n) : 0n
  const error =
    step.depth > MAX_DEPTH
      ? 'max call depth exceeded'
      : value > step.balance
        ? 'insufficient balance for transfer'
        : undefined
  return error === undefined ? undefined : { start: toStart(step, depth, value, isCreation, carries), error }
}

const toStart = (step: LiveStep, depth: number, value: bigint, isCreation: boolean, carries: boolean): FrameStart => {
  const offsetPosition = isCreation ? -2 : carries ? -4 : -3
  const offset = step.stack.at(offsetPosition) ?? 0n
  const length = step.stack.at(offsetPosition - 1) ?? 0n
  const to = step.stack.at(-2) ?? 0n
  const { memory } = step
  return {
    type: step.name,
    depth,
    from: step.address,
    to: isCreation ? undefined : toAddress(to),
    input: isReadable(memory, length, step.gas) ? readMemory(memory, offset, length) : new Uint8Array(),
    gas: step.forwardedGas + (!isCreation && value > 0n ? CALL_STIPEND : 0n),
    value: step.opcode === OPCODES.staticcall ? undefined : value,
  }
}
