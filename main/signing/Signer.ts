import type { Address, Hex, TypedDataDefinition } from 'viem'
import type { SigningAccount } from '../../engine/api/signing.ts'

/** EIP-712 typed data to be signed: domain, types, primary type and message. */
export type TypedDataPayload = TypedDataDefinition<Record<string, unknown>, string>

/**
 * Whatever holds keys: a keystore, the practice desk's accounts, a hardware wallet. It is handed the structured payload, never a
 * bare digest, so that a signer with a screen can show what it signs. Signing of transactions, messages and authorizations
 * (EIP-7702) will be further methods of the same form: the account, then the structured payload.
 */
export interface Signer {
  /** The accounts it can sign with, locked ones included. */
  accounts(): readonly SigningAccount[]
  /**
   * Signs the EIP-712 hash of `payload` with the key of `address`: 65 bytes `r ‖ s ‖ v`, `v` 27 or 28, low `s` (EIP-2).
   *
   * @throws TerminalError `signing/account-not-found` when it doesn't hold the account.
   * @throws TerminalError `signing/locked` when the account's key isn't in memory.
   * @throws TerminalError `signing/refused` when the signer or its owner declines.
   */
  signTypedData(address: Address, payload: TypedDataPayload): Promise<Hex>
}
