import { bigIntToUnpaddedBytes, generateAddress } from '@ethereumjs/util'
import { fromHex, toHex } from '../../chain/bytes.ts'
import type { ExecutionSession } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import { InvalidTransactionError, type Message } from '../../evm/Executor.ts'
import { recoverAuthority } from '../../evm/judgeAuthorizations.ts'
import { createAccessRecorder, type TouchedSlots } from '../../evm/trace/createAccessRecorder.ts'
import { describeFrameError } from '../../evm/trace/describeFrameError.ts'
import type { CallRequest } from '../schemas.ts'
import { toMessage } from '../toMessage.ts'

type AccessList = NonNullable<CallRequest['accessList']>

/** What a call would touch. `error`: why it fails with the list, as geth says it. Gas in gas. */
type AccessListResult = {
  readonly accessList: AccessList
  readonly gasUsed: bigint
  readonly error: string | undefined
}

/** Code that steers by its own gas could go on for ever; each round costs a whole execution. */
const MAX_ROUNDS = 16

/**
 * Runs a call with longer and longer access lists, until it touches nothing that its list does not name: the list changes the gas,
 * and with it possibly the way the code takes.
 *
 * @throws ChainError when the call cannot begin, or never comes to rest
 */
export const createAccessList = async (session: ExecutionSession, request: CallRequest): Promise<AccessListResult> => {
  const isWarm = createWarmCheck(session, toMessage(request, session.environment))
  let accessList = request.accessList ?? []
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const recorder = createAccessRecorder(isWarm)
    const result = await attempt(session, toMessage({ ...request, accessList }, session.environment), recorder)
    const next = join(accessList, recorder.touched)
    if (countEntries(next) === countEntries(accessList)) {
      const error = result.error === undefined ? undefined : describeFrameError(result.error)
      return { accessList, gasUsed: result.gasUsed, error }
    }
    accessList = next
  }
  throw refuse(`no access list fits: the call touches something else each time (${MAX_ROUNDS} rounds)`)
}

const attempt = async (
  { state, execution }: ExecutionSession,
  message: Message,
  recorder: ReturnType<typeof createAccessRecorder>,
) => {
  state.checkpoint()
  try {
    return await execution.runMessage(message, recorder)
  } catch (error) {
    throw error instanceof InvalidTransactionError ? refuse(error.message) : error
  } finally {
    state.revert()
  }
}

/** EIP-2929, EIP-7702: what a transaction does not pay extra for, so that to name it would only cost. As geth has it, without EIP-3651. */
const createWarmCheck = ({ state, isPrecompile }: ExecutionSession, message: Message) => {
  const nonce = state.getAccount(message.from)?.nonce ?? 0n
  const to = message.to ?? generateAddress(message.from, bigIntToUnpaddedBytes(nonce))
  const authorities = message.authorizationList.map(recoverAuthority).filter((address) => address !== undefined)
  const warm = new Set([message.from, to, ...authorities].map(toHex))
  return (address: string): boolean => warm.has(address as `0x${string}`) || isPrecompile(address as `0x${string}`)
}

const join = (accessList: AccessList, touched: TouchedSlots): AccessList => {
  const joined = new Map<string, Set<string>>()
  const add = (address: string, slots: Iterable<string>): void => {
    joined.set(address, new Set([...(joined.get(address) ?? []), ...slots]))
  }
  for (const { address, storageKeys } of accessList) add(toHex(address), storageKeys.map(toHex))
  for (const [address, slots] of touched) add(address, slots)
  return [...joined].map(([address, slots]) => ({
    address: fromHex(address),
    storageKeys: [...slots].map(fromHex),
  }))
}

const countEntries = (accessList: AccessList): number =>
  accessList.reduce((count, { storageKeys }) => count + 1 + storageKeys.length, 0)
