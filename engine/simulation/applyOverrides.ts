import { Account } from '@ethereumjs/util'
import type { SimulationRequest } from '../api/simulation.ts'
import { fromHex } from '../chain/bytes.ts'
import type { WorldState } from '../chain/state/WorldState.ts'
import type { BlockEnvironment } from '../evm/Executor.ts'

/** The block as it is imagined. */
export const overrideEnvironment = (
  environment: BlockEnvironment,
  overrides: SimulationRequest['blockOverrides'],
): BlockEnvironment => ({
  ...environment,
  number: overrides.number ?? environment.number,
  timestamp: overrides.timestamp ?? environment.timestamp,
  gasLimit: overrides.gasLimit ?? environment.gasLimit,
  coinbase: overrides.coinbase === undefined ? environment.coinbase : fromHex(overrides.coinbase),
  prevRandao: overrides.prevRandao === undefined ? environment.prevRandao : fromHex(overrides.prevRandao),
  baseFeePerGas: overrides.baseFeePerGasWei ?? environment.baseFeePerGas,
})

/** The accounts as they are imagined. */
export const overrideAccounts = (state: WorldState, overrides: SimulationRequest['stateOverrides']): void => {
  for (const override of overrides) {
    const address = fromHex(override.address)
    const account = state.getAccount(address) ?? new Account()
    if (override.balanceWei !== undefined) account.balance = override.balanceWei
    if (override.nonce !== undefined) account.nonce = override.nonce
    state.putAccount(address, account)
    if (override.code !== undefined) state.putCode(address, fromHex(override.code))
    if (override.state !== undefined) state.clearStorage(address)
    for (const [slot, value] of Object.entries({ ...override.state, ...override.stateDiff })) {
      state.putStorage(address, fromHex(slot), fromHex(value))
    }
  }
  state.forgetOriginals()
}
