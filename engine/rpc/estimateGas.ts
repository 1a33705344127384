import type { Chain, ExecutionSession } from '../chain/Chain.ts'
import { refuse } from '../chain/ChainError.ts'
import { type ExecutionResult, InvalidTransactionError, type Message } from '../evm/Executor.ts'
import { requireBlock } from './resolveBlock.ts'
import type { BlockId, BlockOverride, CallRequest, StateOverride } from './schemas.ts'
import { overrideBlock, overrideState, requireSuccess, toMessage } from './toMessage.ts'

/** EIP-7825: since Osaka one transaction may use no more. */
const OSAKA_GAS_CAP = 16_777_216n

type EstimateOptions = {
  /** The next block by default. */
  readonly id?: BlockId | null | undefined
  readonly stateOverride?: StateOverride | null | undefined
  readonly blockOverride?: BlockOverride | null | undefined
}

/** The least gas limit with which a call object succeeds on a block. @throws ChainError */
export const estimateRequest = (
  chain: Chain,
  request: CallRequest,
  { id, stateOverride, blockOverride }: EstimateOptions = {},
): Promise<bigint> =>
  chain.execute(
    requireBlock(chain, id ?? 'pending'),
    (environment) => overrideBlock(environment, blockOverride ?? undefined),
    (session) => {
      overrideState(session.state, stateOverride)
      const { gasLimit } = session.environment
      const maxGas = chain.common.isActivatedEIP(7825) && OSAKA_GAS_CAP < gasLimit ? OSAKA_GAS_CAP : gasLimit
      return estimateGas(session, toMessage(request, session.environment), maxGas)
    },
  )

/** EIP-150 keeps a 64th of the gas from a call: the first guess above what was used. */
const CALL_STIPEND = 2_300n

/** Runs a message and undoes it; `undefined` when the gas does not even cover the intrinsic cost. */
const attempt = async (
  { state, execution }: ExecutionSession,
  message: Message,
): Promise<ExecutionResult | undefined> => {
  state.checkpoint()
  try {
    return await execution.runMessage(message)
  } catch (error) {
    if (error instanceof InvalidTransactionError && error.message.startsWith('intrinsic gas')) return undefined
    if (error instanceof InvalidTransactionError) throw refuse(error.message)
    throw error
  } finally {
    state.revert()
  }
}

/** The least gas limit with which the message succeeds, found by bisection. */
const estimateGas = async (session: ExecutionSession, message: Message, maxGas: bigint): Promise<bigint> => {
  let high = capByFunds(session, message, maxGas < message.gasLimit ? maxGas : message.gasLimit)
  const first = await attempt(session, { ...message, gasLimit: high })
  if (first === undefined) throw refuse(`gas required exceeds allowance (${high})`)
  if (!first.isSuccess && first.error === 'out of gas') throw refuse(`gas required exceeds allowance (${high})`)
  requireSuccess(first)
  let low = first.gasUsed - 1n
  let guess = ((first.gasUsed + CALL_STIPEND) * 64n) / 63n
  while (low + 1n < high) {
    const gasLimit = guess > low && guess < high ? guess : (low + high) / 2n
    guess = 0n
    const result = await attempt(session, { ...message, gasLimit })
    if (result?.isSuccess) high = gasLimit
    else low = gasLimit
    // Most transactions need what they use: tried at once, before the bisection from above.
    if (guess === 0n && high === gasLimit && low === first.gasUsed - 1n) guess = first.gasUsed
  }
  return high
}

const capByFunds = ({ state }: ExecutionSession, message: Message, gasLimit: bigint): bigint => {
  if (message.gasPrice === 0n) return gasLimit
  const balance = state.getAccount(message.from)?.balance ?? 0n
  if (balance < message.value) throw refuse('insufficient funds for transfer')
  const affordable = (balance - message.value) / message.gasPrice
  return affordable < gasLimit ? affordable : gasLimit
}
