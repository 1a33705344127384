import { CALLS, isCall, OPCODES } from './opcodes.ts'
import type { Tracer, TraceStep } from './Tracer.ts'
import { toAddress, toHex, toWord } from './traceBytes.ts'

/** Addresses (0x-hex) with the slots of them, in the order in which they were first touched. */
export type TouchedSlots = ReadonlyMap<string, ReadonlySet<string>>

export type AccessRecorder = Tracer & { readonly touched: TouchedSlots }

/** They look at the account that is on top of the stack. */
const READS_ACCOUNT: ReadonlySet<number> = new Set([
  OPCODES.balance,
  OPCODES.extcodesize,
  OPCODES.extcodecopy,
  OPCODES.extcodehash,
  OPCODES.selfdestruct,
])
const WATCHED: ReadonlySet<number> = new Set([...READS_ACCOUNT, ...CALLS, OPCODES.sload, OPCODES.sstore])

/**
 * Hears which accounts and slots an execution touches, so that an access list can name them (EIP-2930). Accounts that `isWarm` says
 * are warm anyway are left out, unless slots of theirs are touched. The arguments of an opcode count even when it then fails.
 */
export const createAccessRecorder = (isWarm: (address: string) => boolean): AccessRecorder => {
  const touched = new Map<string, Set<string>>()

  const touch = (address: string): Set<string> => {
    const slots = touched.get(address) ?? new Set<string>()
    touched.set(address, slots)
    return slots
  }

  const touchAccount = (item: bigint | undefined): void => {
    if (item === undefined) return
    const address = toHex(toAddress(item))
    if (!isWarm(address)) touch(address)
  }

  return {
    touched,
    opcodes: WATCHED,
    onEnter: () => {},
    onStep: ({ opcode, stack, address }: TraceStep) => {
      const top = stack.at(-1)
      if (isCall(opcode)) touchAccount(stack.at(-2))
      else if (READS_ACCOUNT.has(opcode)) touchAccount(top)
      else if (top !== undefined) touch(toHex(address)).add(toHex(toWord(top)))
      return true
    },
    onExit: () => {},
  }
}
