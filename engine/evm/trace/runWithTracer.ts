import type { EVM, EVMResult, Message } from '@ethereumjs/evm'
import { findUnbegunFrame } from './findUnbegunFrame.ts'
import type { OpcodeEntry } from './interpreterTypes.ts'
import type { LiveStep } from './LiveStep.ts'
import { isCall, isCreate } from './opcodes.ts'
import type { FrameStart, Tracer } from './Tracer.ts'
import { watchOpcodes } from './watchOpcodes.ts'

const EMPTY_BYTES = new Uint8Array()

/** Runs `task` while `tracer`, if there is one, hears of all that `evm` executes. */
export const runWithTracer = async <Result>(
  evm: EVM,
  tracer: Tracer | undefined,
  task: () => Promise<Result>,
): Promise<Result> => {
  if (tracer === undefined) return task()
  const { opcodes } = tracer
  let callType: string | undefined
  let depth = 0
  const messages: Message[] = []
  let isListening = true
  const isWanted = (opcode: number): boolean => opcodes === undefined || opcodes.has(opcode)
  const onStep = (step: LiveStep): void => {
    callType = step.name
    if (isListening && isWanted(step.opcode)) isListening = tracer.onStep(step)
    const unbegun = findUnbegunFrame(step, depth)
    if (unbegun === undefined) return
    tracer.onEnter(unbegun.start)
    tracer.onExit({ depth, gasUsed: 0n, output: EMPTY_BYTES, error: unbegun.error, createdAddress: undefined })
  }
  const onEnter = (message: Message): void => {
    tracer.onEnter(toFrameStart(message, depth === 0 ? undefined : callType, depth))
    messages.push(message)
    depth++
  }
  const onExit = ({ execResult, createdAddress }: EVMResult): void => {
    depth--
    const message = messages.pop()
    const error = execResult.exceptionError?.error
    tracer.onExit({
      depth,
      gasUsed: execResult.executionGasUsed,
      output: execResult.returnValue,
      // A precompile has no way to revert: whatever is wrong with its input, its gas is gone.
      error: message?.isCompiled && error === 'revert' ? 'precompiled contract failed' : error,
      createdAddress: createdAddress?.bytes,
    })
  }
  const isWatched = (code: number): boolean => isWanted(code) || isCall(code) || isCreate(code)
  const table = replaceOpcodes(evm, (entries) => watchOpcodes(entries, isWatched, onStep))
  evm.events.on('beforeMessage', onEnter)
  evm.events.on('afterMessage', onExit)
  try {
    return await task()
  } finally {
    replaceOpcodes(evm, () => table)
    evm.events.off('beforeMessage', onEnter)
    evm.events.off('afterMessage', onExit)
  }
}

/** Gives the table that was there. Frames that have begun keep theirs. */
const replaceOpcodes = (evm: EVM, replace: (entries: OpcodeEntry[]) => OpcodeEntry[]): OpcodeEntry[] => {
  // biome-ignore lint/complexity/useLiteralKeys: a protected field; it has no other way in that costs so little.
  const entries = evm['_opcodeMap']
  // biome-ignore lint/complexity/useLiteralKeys: as above.
  evm['_opcodeMap'] = replace(entries)
  return entries
}

const toFrameStart = (message: Message, callType: string | undefined, depth: number): FrameStart => {
  const type = callType ?? (message.to === undefined ? 'CREATE' : 'CALL')
  // The caller of delegated code is its caller's caller: the frame itself is opened by the account it runs for.
  const from = message.delegatecall && message.to !== undefined ? message.to : message.caller
  return {
    type,
    depth,
    from: from.bytes,
    to: message.to === undefined ? undefined : message.codeAddress.bytes,
    // What a contract hands over is a part of its memory, where it writes on.
    input: depth === 0 ? message.data : message.data.slice(),
    gas: message.gasLimit,
    value: type === 'STATICCALL' ? undefined : message.value,
  }
}
