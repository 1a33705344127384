/** The stack as the running opcode finds it; the top is last. */
export type StackView = {
  readonly length: number
  /** As of an array: -1 is the top. `undefined` where the stack is not so deep. */
  at(index: number): bigint | undefined
  /** A copy, as of an array. */
  slice(start?: number, end?: number): bigint[]
}

/**
 * One opcode, before it runs. Gas in gas. It is a view of the machine itself, good until `onStep` returns: keep copies of what is
 * needed later, and change nothing.
 */
export type TraceStep = {
  readonly pc: number
  readonly opcode: number
  readonly name: string
  readonly gas: bigint
  /** What it will take, the gas handed to a call included. */
  readonly gasCost: bigint
  readonly refund: bigint
  /** 1 in the outermost frame. */
  readonly depth: number
  /** The account it runs for: whose storage it writes. */
  readonly address: Uint8Array
  /** The code it is in. */
  readonly code: Uint8Array
  readonly stack: StackView
  readonly memory: Uint8Array
  /** What the frame's last call left for RETURNDATACOPY. It is not changed later. */
  readonly returnData: Uint8Array
}

export type FrameStart = {
  /** The opcode that opened it; `CALL` or `CREATE` for the outermost. */
  readonly type: string
  /** 0 for the outermost. */
  readonly depth: number
  readonly from: Uint8Array
  /** Whose code runs; `undefined` for a creation. */
  readonly to: Uint8Array | undefined
  /** A view of the caller's memory, which goes on changing: whoever keeps it copies it. */
  readonly input: Uint8Array
  readonly gas: bigint
  /** Wei; `undefined` for a static call, which has none. */
  readonly value: bigint | undefined
}

export type FrameEnd = {
  readonly depth: number
  readonly gasUsed: bigint
  /** What it returned or, with the error `revert`, why it reverted. */
  readonly output: Uint8Array
  readonly error: string | undefined
  readonly createdAddress: Uint8Array | undefined
}

/** Hears of an execution while it happens. It must not throw, nor change the state. */
export type Tracer = {
  /** The only opcodes it wants to hear of; all, without it. Calls and creations begin frames, wanted or not. */
  readonly opcodes?: ReadonlySet<number>
  onEnter(frame: FrameStart): void
  /** Answers whether it wants further steps. */
  onStep(step: TraceStep): boolean
  onExit(frame: FrameEnd): void
}

/** How a traced execution came out: gas as the receipt has it. */
export type TraceOutcome = {
  readonly isSuccess: boolean
  readonly gasUsed: bigint
  readonly returnData: Uint8Array
  readonly error: string | undefined
}

/** What results of tracers are made of. */
export type TraceJson =
  | string
  | number
  | boolean
  | null
  | readonly TraceJson[]
  | { readonly [key: string]: TraceJson | undefined }

/** A tracer for one transaction. */
export type TransactionTracer = Tracer & {
  /** The result, once the transaction has ended and while its effects are in the state. */
  toResult(outcome: TraceOutcome): TraceJson
}
