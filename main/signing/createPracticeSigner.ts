import { type Address, getAddress, hexToBytes } from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import type { SigningAccount } from '../../engine/api/signing.ts'
import { isPrivateKey, privateKeyToAddress, signTypedDataWithKey } from './privateKey.ts'
import type { Signer } from './Signer.ts'

/** A key of the practice desk: 0x and 64 hexadecimal digits, and what people call its account. */
export interface PracticeKey {
  readonly label: string
  readonly privateKey: `0x${string}`
}

/**
 * The practice desk's accounts: keys in memory, never locked. Whoever makes the desk also publishes these keys, so they are
 * for the embedded chain only.
 *
 * @throws Error when a key is not a secp256k1 private key or comes twice: a mistake of the program, not of its user.
 */
export const createPracticeSigner = (keys: readonly PracticeKey[]): Signer => {
  const held = new Map<Address, { readonly label: string; readonly privateKey: Uint8Array }>()
  for (const { label, privateKey } of keys) {
    const bytes = hexToBytes(privateKey)
    if (!isPrivateKey(bytes)) throw new Error(`The practice key of ${label} is not a private key.`)
    const address = privateKeyToAddress(bytes)
    if (held.has(address)) throw new Error(`The practice key of ${label} is there twice.`)
    held.set(address, { label, privateKey: bytes })
  }
  const accounts: readonly SigningAccount[] = [...held].map(([address, { label }]) => ({
    address,
    label,
    kind: 'practice',
    locked: false,
  }))
  return {
    accounts: () => accounts,
    signTypedData: async (address, payload) => {
      const key = held.get(getAddress(address))
      if (!key) throw new TerminalError('signing/account-not-found', `There is no practice account ${address}.`)
      return signTypedDataWithKey(key.privateKey, payload)
    },
  }
}
