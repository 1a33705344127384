import type { OpcodeEntry, RunState } from './interpreterTypes.ts'
import { isCall } from './opcodes.ts'
import type { StackView, TraceStep } from './Tracer.ts'

/** EIP-150: a call gets at most all but a 64th of what is left. */
const CALL_GAS_DIVISOR = 64n
const WORD_BYTES = 32

type Charge = { readonly fee: bigint; readonly memoryWords: bigint; readonly hasFailed: boolean }

/** One object for all steps of an execution: it reads the interpreter's own state when it is asked, and copies nothing. */
export class LiveStep implements TraceStep {
  readonly stack: StackView
  readonly #live: LiveStack
  #state: RunState
  #info: OpcodeEntry['opcodeInfo']
  #fee = 0n
  #memoryWords = 0n
  #willRun = true

  constructor(state: RunState, info: OpcodeEntry['opcodeInfo']) {
    this.#state = state
    this.#info = info
    this.#live = new LiveStack(state.stack)
    this.stack = this.#live
  }

  /**
   * Shows the opcode that is about to run.
   *
   * @param charge.fee without the gas handed to a call
   * @param charge.memoryWords before the opcode makes memory grow
   * @param charge.hasFailed while its cost was found: it will not run
   */
  show(state: RunState, info: OpcodeEntry['opcodeInfo'], charge: Charge): void {
    this.#state = state
    this.#info = info
    this.#fee = charge.fee
    this.#memoryWords = charge.memoryWords
    this.#willRun = !charge.hasFailed && charge.fee <= state.gasLeft
    this.#live.source = state.stack
  }

  get pc(): number {
    return this.#state.programCounter
  }

  get opcode(): number {
    return this.#info.code
  }

  get name(): string {
    return this.#info.fullName
  }

  get gas(): bigint {
    return this.#state.gasLeft
  }

  get gasCost(): bigint {
    return this.#fee + (isCall(this.#info.code) ? this.forwardedGas : 0n)
  }

  /** What a call or a creation hands on, without the stipend; 0 when it cannot be paid itself. */
  get forwardedGas(): bigint {
    const rest = this.#state.gasLeft - this.#fee
    const requested = isCall(this.#info.code) ? this.stack.at(-1) : rest
    if (requested === undefined || !this.#willRun) return 0n
    const most = rest - rest / CALL_GAS_DIVISOR
    return requested < most ? requested : most
  }

  /** Whether its cost is known and there is gas for it. */
  get willRun(): boolean {
    return this.#willRun
  }

  /** Wei of the account it runs for. */
  get balance(): bigint {
    return this.#state.env.contract.balance
  }

  get refund(): bigint {
    return this.#state.gasRefund
  }

  get depth(): number {
    return this.#state.env.depth + 1
  }

  get address(): Uint8Array {
    return this.#state.env.address.bytes
  }

  get code(): Uint8Array {
    return this.#state.code
  }

  get memory(): Uint8Array {
    const size = Number(this.#memoryWords) * WORD_BYTES
    const { _store } = this.#state.memory
    if (size <= _store.length) return _store.subarray(0, size)
    // It was paid for and never written: the interpreter has not made it yet.
    const memory = new Uint8Array(size)
    memory.set(_store)
    return memory
  }

  get returnData(): Uint8Array {
    return this.#state.returnBytes
  }
}

class LiveStack implements StackView {
  source: RunState['stack']

  constructor(source: RunState['stack']) {
    this.source = source
  }

  get length(): number {
    return this.source.length
  }

  at(index: number): bigint | undefined {
    const { length } = this.source
    const position = index < 0 ? length + index : index
    // biome-ignore lint/complexity/useLiteralKeys: a private field; its own `peek` makes an array for each look.
    return position >= 0 && position < length ? this.source['_store'][position] : undefined
  }

  slice(start = 0, end?: number): bigint[] {
    return this.source.getStack().slice(start, end)
  }
}
