import type { OpcodeEntry, RunState } from './interpreterTypes.ts'
import { LiveStep } from './LiveStep.ts'
import { isCall } from './opcodes.ts'

/** As @ethereumjs/evm marks the failures of code, apart from bugs of its own. */
const isCodeFailure = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errorType' in error && error.errorType === 'EVMError'

/**
 * A table of opcodes that do what those of `entries` do and tell `onStep` before. It stands in the gas handlers, which run first: the
 * interpreter's own `step` event would copy stack and memory for each opcode.
 *
 * @param isWatched which opcodes; the others stay as they are
 */
export const watchOpcodes = (
  entries: readonly OpcodeEntry[],
  isWatched: (opcode: number) => boolean,
  onStep: (step: LiveStep) => void,
): OpcodeEntry[] => {
  let step: LiveStep | undefined
  const tell: Tell = (state, info, fee, memoryWords, hasFailed = false) => {
    step ??= new LiveStep(state, info)
    step.show(state, info, { fee, memoryWords, hasFailed })
    onStep(step)
  }
  return entries.map((entry) => (isWatched(entry.opcodeInfo.code) ? watch(entry, tell) : entry))
}

type Tell = (
  state: RunState,
  info: OpcodeEntry['opcodeInfo'],
  fee: bigint,
  memoryWords: bigint,
  hasFailed?: boolean,
) => void

/** EIP-2929: what geth takes for any call before it looks at the account. */
const WARM_ACCESS_GAS = 100n

const watch = ({ opcodeInfo, opHandler, gasHandler }: OpcodeEntry, tell: Tell): OpcodeEntry => {
  const watchFixed: OpcodeEntry['gasHandler'] = (state, fee) => {
    tell(state, opcodeInfo, fee, state.memoryWordCount)
    return fee
  }
  const watchDynamic: OpcodeEntry['gasHandler'] = async (state, baseFee, common) => {
    const { memoryWordCount } = state
    let fee: bigint
    try {
      fee = await gasHandler(state, baseFee, common)
    } catch (error) {
      const fee = isCall(opcodeInfo.code) ? WARM_ACCESS_GAS : baseFee
      if (isCodeFailure(error)) tell(state, opcodeInfo, fee, memoryWordCount, true)
      throw error
    }
    tell(state, opcodeInfo, fee, memoryWordCount)
    return fee
  }
  return {
    opcodeInfo: { ...opcodeInfo, dynamicGas: true },
    opHandler,
    gasHandler: opcodeInfo.dynamicGas ? watchDynamic : watchFixed,
  }
}
