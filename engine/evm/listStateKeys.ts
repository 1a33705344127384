import type { TypedTransaction } from '@ethereumjs/tx'
import type { StateKey } from './ExecutionState.ts'
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

/** The same of a transaction. */
export const listTransactionKeys = (transaction: TypedTransaction): StateKey[] =>
  listKeys({
    from: transaction.getSenderAddress().bytes,
    to: transaction.to?.bytes,
    accessList: 'accessList' in transaction ? transaction.accessList : [],
    authorizationList: listAuthorizations(transaction),
  })
