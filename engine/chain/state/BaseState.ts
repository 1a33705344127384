import type { Account } from '@ethereumjs/util'
import type { StateKey, UpcomingMessage } from '../../evm/ExecutionState.ts'

/**
 * The state of the block that a chain was forked from, which lies under the chain's own tries. What was fetched once is at hand;
 * what was not has to be brought there first.
 */
export type BaseState = {
  /** The block's own: a block of the chain with this root has changed nothing yet. */
  readonly stateRoot: Uint8Array
  /** @throws MissingStateError when it is not at hand. */
  getAccount(address: Uint8Array): Account | undefined
  /** The code of any account that is at hand. */
  getCode(codeHash: Uint8Array): Uint8Array | undefined
  /** Without leading zeros. @throws MissingStateError when it is not at hand. */
  getStorage(address: Uint8Array, slot: Uint8Array): Uint8Array
  /**
   * Brings accounts, their code and slots to hand, and what `upcoming` is likely to need besides.
   *
   * @throws TerminalError `network/…`
   */
  fetch(keys: readonly StateKey[], upcoming?: UpcomingMessage): Promise<void>
  /** The hash of a block before that one. @throws TerminalError `network/…` */
  getBlockHash(number: number): Promise<Uint8Array>
}
