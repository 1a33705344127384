import type { Account } from '@ethereumjs/util'

/** An account with its code, and some of its slots. */
export type StateKey = { readonly address: Uint8Array; readonly slots: readonly Uint8Array[] }

/** A message that is about to run. */
export type UpcomingMessage = {
  readonly from: Uint8Array
  /** `undefined`: creates a contract. */
  readonly to: Uint8Array | undefined
  readonly data: Uint8Array
  readonly value: bigint
}

/**
 * The state that code runs on: what the EVM reads, writes and takes back. Where it is kept is its owner's business. Addresses have 20
 * bytes, slots 32; values of storage are trimmed of leading zeros.
 */
export interface ExecutionState {
  getAccount(address: Uint8Array): Account | undefined
  /** `undefined` removes the account. */
  putAccount(address: Uint8Array, account: Account | undefined): void
  /** Empty where there is none. */
  getCode(address: Uint8Array): Uint8Array
  putCode(address: Uint8Array, code: Uint8Array): void
  getStorage(address: Uint8Array, slot: Uint8Array): Uint8Array
  putStorage(address: Uint8Array, slot: Uint8Array, value: Uint8Array): void
  clearStorage(address: Uint8Array): void
  /** The value before the transaction, which the gas of SSTORE depends on (EIP-2200). */
  getOriginalStorage(address: Uint8Array, slot: Uint8Array): Uint8Array
  /** Begins a transaction: what storage holds now is original. */
  forgetOriginals(): void
  checkpoint(): void
  commit(): void
  /** Takes back everything since the last checkpoint. */
  revert(): void
  /**
   * Where not all state is at hand (a fork of another chain): fetches what is not. A read of anything that was not prepared may throw
   * `MissingStateError`. Told what is about to run, it may foresee what that will need. Absent where there is nothing to wait for.
   */
  readonly prepare?: ((keys: readonly StateKey[], upcoming?: UpcomingMessage) => Promise<void>) | undefined
  /** Writes a slot whose value before does not matter, and so need not be fetched. */
  overwriteStorage(address: Uint8Array, slot: Uint8Array, value: Uint8Array): void
}
