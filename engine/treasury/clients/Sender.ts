import type { Address, Hex, TransactionReceipt } from 'viem'

/** What a transaction does, before anyone signs it. */
export interface ContractCall {
  readonly to: Address
  readonly data: Hex
  /** Wei; none by default. */
  readonly value?: bigint
}

/** Whoever signs and sends transactions: a key, a device, a test. One at a time, in order. */
export interface Sender {
  readonly address: Address
  /**
   * Sends and waits until the transaction is in a block.
   *
   * @throws TerminalError as the contract refused it: nothing is sent that would fail
   */
  send(call: ContractCall): Promise<TransactionReceipt>
}
