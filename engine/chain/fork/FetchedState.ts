import type { Account } from '@ethereumjs/util'
import type { StateKey } from '../../evm/ExecutionState.ts'

/** An account of the base, and what was asked of it. */
export type FetchedAccount = {
  readonly address: Uint8Array
  /** `undefined`: there is none. */
  readonly account: Account | undefined
  /** Absent where it is known already. */
  readonly code: Uint8Array | undefined
  readonly slots: readonly (readonly [slot: Uint8Array, value: Uint8Array])[]
}

/** What to fetch of an account. */
export type WantedAccount = StateKey & { readonly needsAccount: boolean }

/** Fetches accounts of one block, and makes sure of them. @throws TerminalError `network/…` */
export type FetchState = (wanted: readonly WantedAccount[]) => Promise<readonly FetchedAccount[]>
