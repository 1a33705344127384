import type { Account } from '@ethereumjs/util'
import type { EtherChange, SimulatedItem } from '../api/simulation.ts'
import type { WorldState, WrittenState } from '../chain/state/WorldState.ts'
import { readDelegate } from '../evm/readDelegate.ts'
import { toShownAddress, toShownKey } from './toShown.ts'

/** Fees by account, in wei: negative for who pays. Addresses in hexadecimal without a prefix. */
export type Fees = ReadonlyMap<string, bigint>

/** Whose ether has changed, fees told apart. */
export const describeEther = (state: WorldState, written: WrittenState, fees: Fees): EtherChange[] => {
  const changes: EtherChange[] = []
  for (const [key, before] of written.accounts) {
    const beforeWei = before?.balance ?? 0n
    const afterWei = state.getAccount(Buffer.from(key, 'hex'))?.balance ?? 0n
    if (beforeWei === afterWei) continue
    const changeWei = afterWei - beforeWei
    changes.push({ account: toShownKey(key), beforeWei, afterWei, changeWei, feeWei: fees.get(key) ?? 0n })
  }
  return changes
}

/** Whose delegation has changed (EIP-7702). */
export const describeDelegations = (state: WorldState, written: WrittenState): SimulatedItem['delegations'] =>
  [...written.accounts].flatMap(([key, account]) => {
    const before = readDelegateOf(state, account)
    const after = readDelegateOf(state, state.getAccount(Buffer.from(key, 'hex')))
    if (before === after) return []
    return [{ account: toShownKey(key), before, after }]
  })

const readDelegateOf = (state: WorldState, account: Account | undefined) => {
  const delegate = account === undefined ? undefined : readDelegate(state.getCodeOf(account))
  return delegate === undefined ? undefined : toShownAddress(delegate)
}
