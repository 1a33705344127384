import type { AccountFields, StateManagerInterface } from '@ethereumjs/common'
import { Account, type Address } from '@ethereumjs/util'
import type { ExecutionGuard } from './ExecutionGuard.ts'
import type { ExecutionState } from './ExecutionState.ts'

/** EIP-7702: code that stands for another account's. */
const DELEGATION = Uint8Array.from([0xef, 0x01, 0x00, ...new Uint8Array(20)])

/**
 * Shows a `ExecutionState` to @ethereumjs as its state manager. `state` is set before each execution, so that one VM serves every
 * block and every historical state.
 */
export class StateAdapter implements StateManagerInterface {
  #state: ExecutionState | undefined
  /** Asked at every message: each begins with a checkpoint. */
  guard: ExecutionGuard | undefined
  #delegated: Address | undefined

  readonly originalStorageCache = {
    get: async (address: Address, key: Uint8Array): Promise<Uint8Array> => {
      if (this.state.prepare !== undefined) await this.#prepare(address, key)
      return this.state.getOriginalStorage(address.bytes, key)
    },
    clear: (): void => this.state.forgetOriginals(),
  }

  get state(): ExecutionState {
    if (this.#state === undefined) throw new Error('The executor has not entered a block.')
    return this.#state
  }

  set state(state: ExecutionState) {
    this.#state = state
    this.#delegated = undefined
  }

  /**
   * Lets @ethereumjs send a transaction from an account with code, which it does for delegated accounts alone (EIP-3607 as EIP-7702
   * has it): the next look at the code of `address`, which is that check, finds a delegation.
   */
  pretendDelegated(address: Address): void {
    this.#delegated = address
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    if (this.state.prepare !== undefined) await this.#prepare(address)
    return this.state.getAccount(address.bytes)
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    if (this.state.prepare !== undefined) await this.#prepare(address)
    this.state.putAccount(address.bytes, account)
  }

  async deleteAccount(address: Address): Promise<void> {
    if (this.state.prepare !== undefined) await this.#prepare(address)
    this.state.putAccount(address.bytes, undefined)
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    if (this.state.prepare !== undefined) await this.#prepare(address)
    const account = this.state.getAccount(address.bytes) ?? new Account()
    if (fields.nonce !== undefined) account.nonce = fields.nonce
    if (fields.balance !== undefined) account.balance = fields.balance
    if (fields.codeHash !== undefined) account.codeHash = fields.codeHash
    if (fields.storageRoot !== undefined) account.storageRoot = fields.storageRoot
    this.state.putAccount(address.bytes, account)
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    if (this.state.prepare !== undefined) await this.#prepare(address)
    this.state.putCode(address.bytes, code)
  }

  async getCode(address: Address): Promise<Uint8Array> {
    if (this.#delegated?.equals(address)) {
      this.#delegated = undefined
      return DELEGATION
    }
    if (this.state.prepare !== undefined) await this.#prepare(address)
    return this.state.getCode(address.bytes)
  }

  async getCodeSize(address: Address): Promise<number> {
    if (this.state.prepare !== undefined) await this.#prepare(address)
    return this.state.getCode(address.bytes).length
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    if (this.state.prepare !== undefined) await this.#prepare(address, key)
    return this.state.getStorage(address.bytes, key)
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    if (this.state.prepare !== undefined) await this.#prepare(address, key)
    this.state.putStorage(address.bytes, key, value)
  }

  async clearStorage(address: Address): Promise<void> {
    this.state.clearStorage(address.bytes)
  }

  async checkpoint(): Promise<void> {
    this.state.checkpoint()
    await this.guard?.()
  }

  async commit(): Promise<void> {
    this.state.commit()
  }

  async revert(): Promise<void> {
    this.state.revert()
  }

  /** Only where state may have to be fetched: elsewhere no read waits. */
  async #prepare(address: Address, ...slots: Uint8Array[]): Promise<void> {
    await this.state.prepare?.([{ address: address.bytes, slots }])
  }

  /** Roots belong to the chain, which commits whole blocks. */
  getStateRoot(): Promise<Uint8Array> {
    throw new Error('The executor does not compute state roots.')
  }

  setStateRoot(): Promise<void> {
    throw new Error('The executor does not choose the state.')
  }

  hasStateRoot(): Promise<boolean> {
    throw new Error('The executor does not choose the state.')
  }

  clearCaches(): void {}

  shallowCopy(): StateManagerInterface {
    throw new Error('The executor is not copied.')
  }
}
