import { Account } from '@ethereumjs/util'
import type { AccountChange } from './Chain.ts'
import type { WorldState } from './state/WorldState.ts'

/** Changes an account as told, from outside any transaction. */
export const applyAccountChange = (state: WorldState, change: AccountChange): void => {
  const account = state.getAccount(change.address) ?? new Account()
  if (change.balance !== undefined) account.balance = change.balance
  if (change.nonce !== undefined) account.nonce = change.nonce
  state.putAccount(change.address, account)
  if (change.code !== undefined) state.putCode(change.address, change.code)
  for (const [slot, value] of change.storage ?? []) state.putStorage(change.address, slot, value)
}
