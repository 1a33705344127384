import type { TypedTransaction } from '@ethereumjs/tx'
import type { ExecutionState, StateKey } from './ExecutionState.ts'
import type { AuthorizationBytes, Message } from './Executor.ts'
import { recoverAuthority } from './judgeAuthorizations.ts'
import { listAuthorizations } from './readTransactionGas.ts'

type Touched = {
  readonly from: Uint8Array
  readonly to: Uint8Array | undefined
  readonly accessList: readonly (readonly [Uint8Array, readonly Uint8Array[]])[]
  readonly authorizationList: readonly AuthorizationBytes[]
}

const listKeys = ({ from, to, accessList, authorizationList }: Touched): StateKey[] => {
  const authorities = authorizationList.map(recoverAuthority)
  const accounts = [from, to, ...authorities].filter((address) => address !== undefined)
  return [
    ...accounts.map((address) => ({ address, slots: [] })),
    ...accessList.map(([address, slots]) => ({ address, slots })),
  ]
}

/** What a message is known to touch before it runs: fetched in one go, where state has to be fetched. */
export const listMessageKeys = (message: Message): StateKey[] => listKeys(message)

/** Fetches the same of a transaction. */
export const prepareTransaction = async (state: ExecutionState, transaction: TypedTransaction): Promise<void> => {
  const { data, value } = transaction
  const message = { from: transaction.getSenderAddress().bytes, to: transaction.to?.bytes, data, value }
  const accessList = 'accessList' in transaction ? transaction.accessList : []
  const keys = listKeys({ ...message, accessList, authorizationList: listAuthorizations(transaction) })
  await state.prepare?.(keys, message)
}
