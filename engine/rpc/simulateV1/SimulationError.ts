import { CHAIN_ERROR_CODES, ChainError } from '../../chain/ChainError.ts'
import { InvalidTransactionError } from '../../evm/Executor.ts'

/** Error codes of `eth_simulateV1` in the execution-apis. */
export const SIMULATION_CODES = {
  vm: -32015,
  nonceTooLow: -38010,
  nonceTooHigh: -38011,
  baseFeeTooLow: -38012,
  intrinsicGas: -38013,
  insufficientFunds: -38014,
  blockGasLimit: -38015,
  blockNumberOrder: -38020,
  blockTimeOrder: -38021,
  movedToItself: -38022,
  movedToSame: -38023,
  senderNotEoa: -38024,
  initCodeSize: -38025,
  clientLimit: -38026,
} as const

/** What a transaction cannot begin for, in geth's words, and the code of it. */
const REFUSALS: readonly (readonly [start: string, code: number])[] = [
  ['nonce too low', SIMULATION_CODES.nonceTooLow],
  ['nonce too high', SIMULATION_CODES.nonceTooHigh],
  ['max fee per gas less than block base fee', SIMULATION_CODES.baseFeeTooLow],
  ['intrinsic gas too low', SIMULATION_CODES.intrinsicGas],
  ['insufficient funds', SIMULATION_CODES.insufficientFunds],
  ['gas limit reached', SIMULATION_CODES.blockGasLimit],
  ['blob gas limit reached', SIMULATION_CODES.blockGasLimit],
  ['sender not an eoa', SIMULATION_CODES.senderNotEoa],
  ['max initcode size exceeded', SIMULATION_CODES.initCodeSize],
]

/** A refusal of `eth_simulateV1` with one of its codes. */
export const refuseSimulation = (code: keyof typeof SIMULATION_CODES, message: string): ChainError =>
  new ChainError(SIMULATION_CODES[code], message)

/** What a call that cannot begin ends the whole simulation with; anything else is given back as it is. */
export const toCallRefusal = (error: unknown, gasLimit: bigint): unknown => {
  if (!(error instanceof InvalidTransactionError || error instanceof ChainError)) return error
  const { message } = error
  const code = REFUSALS.find(([start]) => message.startsWith(start))?.[1]
  if (code === undefined && error instanceof ChainError) return error
  return new ChainError(code ?? CHAIN_ERROR_CODES.invalidParams, `err: ${message} (supplied gas ${gasLimit})`)
}
