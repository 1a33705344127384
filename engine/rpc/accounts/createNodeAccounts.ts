import { type Hex, hexToBytes } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { toHex } from '../../chain/bytes.ts'

/** An account whose key the node holds. */
export type UnlockedAccount = { readonly signer: PrivateKeyAccount; readonly privateKey: Uint8Array }

/** The accounts whose keys the node holds, and those it acts for without a key. */
export type NodeAccounts = {
  /** 0x-hex in lower case, in the order of their keys. */
  list(): readonly `0x${string}`[]
  find(address: Uint8Array): UnlockedAccount | undefined
  impersonate(address: Uint8Array): void
  /** False when it was not impersonated. */
  stopImpersonating(address: Uint8Array): boolean
  /** Whether every account is acted for. */
  impersonateAll(isOn: boolean): void
  isImpersonated(address: Uint8Array): boolean
}

/** More than anybody follows by hand; a list that grows without end would be a leak. */
const MAX_IMPERSONATED = 10_000

/** Keys of practice accounts, for a chain of their own: whoever may use the node's accounts may sign with them. */
export const createNodeAccounts = (privateKeys: readonly Hex[]): NodeAccounts => {
  const unlocked = new Map(
    privateKeys.map((privateKey) => {
      const signer = privateKeyToAccount(privateKey)
      return [signer.address.toLowerCase() as `0x${string}`, { signer, privateKey: hexToBytes(privateKey) }] as const
    }),
  )
  const impersonated = new Set<string>()
  let isEveryone = false
  return {
    list: () => [...unlocked.keys()],
    find: (address) => unlocked.get(toHex(address)),
    impersonate: (address) => {
      impersonated.add(toHex(address))
      const oldest = impersonated.values().next().value
      if (impersonated.size > MAX_IMPERSONATED && oldest !== undefined) impersonated.delete(oldest)
    },
    stopImpersonating: (address) => impersonated.delete(toHex(address)),
    impersonateAll: (isOn) => {
      isEveryone = isOn
    },
    isImpersonated: (address) => isEveryone || impersonated.has(toHex(address)),
  }
}
