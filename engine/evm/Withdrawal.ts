/** Ether that leaves a validator's balance for an account (EIP-4895). */
export type Withdrawal = {
  readonly index: bigint
  readonly validatorIndex: bigint
  /** 20 bytes. */
  readonly address: Uint8Array
  readonly amountGwei: bigint
}
