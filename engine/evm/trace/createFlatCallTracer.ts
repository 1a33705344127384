import type { ExecutionState } from '../ExecutionState.ts'
import { type CallFrame, createCallRecorder } from './createCallRecorder.ts'
import type { TraceBudget } from './createTraceBudget.ts'
import { describeFrameError } from './describeFrameError.ts'
import type { FrameEnd, TraceJson, TransactionTracer } from './Tracer.ts'
import { toHex, toQuantity } from './traceBytes.ts'

export type FlatCallOptions = {
  /** OpenEthereum's words for failures instead of geth's. */
  readonly convertParityErrors?: boolean | undefined
  readonly includePrecompiles?: boolean | undefined
}

/** One call of a transaction, as OpenEthereum's `trace_*` methods answer it. */
export type FlatCall = { readonly [key: string]: TraceJson | undefined }

/** OpenEthereum's words, where they are not those of geth. */
const PARITY_ERRORS: Readonly<Record<string, string>> = {
  'contract creation code storage out of gas': 'Out of gas',
  'out of gas': 'Out of gas',
  'max code size exceeded': 'Out of gas',
  'invalid jump destination': 'Bad jump destination',
  'execution reverted': 'Reverted',
  'return data out of bounds': 'Out of bounds',
  'stack overflow': 'Out of stack',
  'stack underflow': 'Stack underflow',
  'invalid opcode': 'Bad instruction',
  'write protection': 'Mutable Call In Static Context',
}

/**
 * geth's `flatCallTracer`: the calls of a transaction in the order they began, each with its place in the tree.
 *
 * @param place fields that each call carries: the block and the transaction
 */
export const createFlatCallTracer = (
  options: FlatCallOptions,
  state: ExecutionState,
  isPrecompile: (address: Uint8Array) => boolean,
  place: FlatCall,
  budget: TraceBudget,
): TransactionTracer => {
  const recorder = createCallRecorder({}, state, budget)
  const isLeftOut = options.includePrecompiles ? () => false : isPrecompile
  return {
    ...recorder,
    toResult: () =>
      flattenCalls(recorder.top(), isLeftOut, options.convertParityErrors ?? false).map((call) => ({
        ...call,
        ...place,
      })),
  }
}

/** @param isLeftOut whom calls are left out to, precompiled contracts as a rule */
export const flattenCalls = (
  top: CallFrame,
  isLeftOut: (address: Uint8Array) => boolean,
  isParity: boolean,
): FlatCall[] => {
  const flat: FlatCall[] = []
  const visit = (frame: CallFrame, traceAddress: readonly number[]): void => {
    const calls = frame.calls.filter(({ start }) => start.to === undefined || !isLeftOut(start.to))
    flat.push({ ...formatCall(frame, isParity), subtraces: calls.length, traceAddress })
    for (const [index, call] of calls.entries()) visit(call, [...traceAddress, index])
  }
  visit(top, [])
  return flat
}

const formatCall = (frame: CallFrame, isParity: boolean): FlatCall => {
  if (frame.start.type === 'SELFDESTRUCT') return { ...formatFarewell(frame), result: null, type: 'suicide' }
  const isCreation = frame.start.type.startsWith('CREATE')
  const error = frame.end?.error
  const isResultKnown = error === undefined || error === 'revert'
  return {
    ...(isCreation ? formatCreation(frame) : formatMessage(frame)),
    ...(error === undefined ? {} : { error: describe(error, isParity) }),
    result: isResultKnown ? formatResult(frame.end, isCreation) : null,
    type: isCreation ? 'create' : 'call',
  }
}

const describe = (error: string, isParity: boolean): string => {
  const sentence = describeFrameError(error)
  return isParity ? (PARITY_ERRORS[sentence] ?? sentence) : sentence
}

const formatFarewell = ({ start }: CallFrame): FlatCall => ({
  action: {
    address: toHex(start.from),
    balance: toQuantity(start.value ?? 0n),
    refundAddress: toHex(start.to ?? start.from),
  },
})

const formatCreation = ({ start }: CallFrame): FlatCall => ({
  action: {
    from: toHex(start.from),
    gas: toQuantity(start.gas),
    init: toHex(start.input),
    value: toQuantity(start.value ?? 0n),
    creationMethod: start.type.toLowerCase(),
  },
})

const formatMessage = ({ start }: CallFrame): FlatCall => ({
  action: {
    from: toHex(start.from),
    callType: start.type.toLowerCase(),
    gas: toQuantity(start.gas),
    input: toHex(start.input),
    to: toHex(start.to ?? start.from),
    value: toQuantity(start.value ?? 0n),
  },
})

const formatResult = (end: FrameEnd | undefined, isCreation: boolean): FlatCall | null => {
  if (end === undefined) return null
  const gasUsed = toQuantity(end.gasUsed)
  if (!isCreation) return { gasUsed, output: toHex(end.output) }
  const address =
    end.createdAddress === undefined || end.error !== undefined ? {} : { address: toHex(end.createdAddress) }
  return { ...address, code: toHex(end.output), gasUsed }
}
