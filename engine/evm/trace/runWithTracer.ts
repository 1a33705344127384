import type { EVM, EVMResult, InterpreterStep, Message } from '@ethereumjs/evm'
import { isCall } from './opcodes.ts'
import type { FrameStart, Tracer, TraceStep } from './Tracer.ts'

/** EIP-150: a call gets at most all but a 64th of what is left. */
const CALL_GAS_DIVISOR = 64n

/** Runs `task` while `tracer`, if there is one, hears of all that `evm` executes. */
export const runWithTracer = async <Result>(
  evm: EVM,
  tracer: Tracer | undefined,
  task: () => Promise<Result>,
): Promise<Result> => {
  if (tracer === undefined) return task()
  let callType: string | undefined
  let depth = 0
  const onStep = (step: InterpreterStep): void => {
    callType = step.opcode.name
    if (!tracer.onStep(toTraceStep(step))) evm.events.off('step', onStep)
  }
  const onEnter = (message: Message): void => {
    tracer.onEnter(toFrameStart(message, depth === 0 ? undefined : callType, depth))
    depth++
  }
  const onExit = ({ execResult, createdAddress }: EVMResult): void => {
    depth--
    tracer.onExit({
      depth,
      gasUsed: execResult.executionGasUsed,
      output: execResult.returnValue,
      error: execResult.exceptionError?.error,
      createdAddress: createdAddress?.bytes,
    })
  }
  evm.events.on('step', onStep)
  evm.events.on('beforeMessage', onEnter)
  evm.events.on('afterMessage', onExit)
  try {
    return await task()
  } finally {
    evm.events.off('step', onStep)
    evm.events.off('beforeMessage', onEnter)
    evm.events.off('afterMessage', onExit)
  }
}

const measureCost = ({ opcode, gasLeft, stack }: InterpreterStep): bigint => {
  const cost = opcode.dynamicFee ?? BigInt(opcode.fee)
  const requested = stack.at(-1)
  if (!isCall(opcode.code) || requested === undefined || cost > gasLeft) return cost
  const rest = gasLeft - cost
  const most = rest - rest / CALL_GAS_DIVISOR
  return cost + (requested < most ? requested : most)
}

const toTraceStep = (step: InterpreterStep): TraceStep => ({
  pc: step.pc,
  opcode: step.opcode.code,
  name: step.opcode.name,
  gas: step.gasLeft,
  gasCost: measureCost(step),
  refund: step.gasRefund,
  depth: step.depth + 1,
  address: step.address.bytes,
  stack: step.stack,
  memory: step.memory,
})

const toFrameStart = (message: Message, callType: string | undefined, depth: number): FrameStart => {
  const type = callType ?? (message.to === undefined ? 'CREATE' : 'CALL')
  // The caller of delegated code is its caller's caller: the frame itself is opened by the account it runs for.
  const from = message.delegatecall && message.to !== undefined ? message.to : message.caller
  return {
    type,
    depth,
    from: from.bytes,
    to: message.to === undefined ? undefined : message.codeAddress.bytes,
    input: message.data,
    gas: message.gasLimit,
    value: type === 'STATICCALL' ? undefined : message.value,
  }
}
