import { bytesToBigInt, eoaCode7702RecoverAuthority } from '@ethereumjs/util'
import type { ExecutionState } from './ExecutionState.ts'
import type { AuthorizationBytes } from './Executor.ts'
import { isDelegation } from './readDelegate.ts'

/** Why an authorization is skipped (EIP-7702, "Behavior"): the transaction goes on without it. */
export type AuthorizationFault = 'wrong-chain' | 'invalid-nonce' | 'invalid-signature' | 'has-code' | 'wrong-nonce'

export type AuthorizationVerdict = {
  /** Who signed it; `undefined` where the signature gives nobody. */
  readonly authority: Uint8Array | undefined
  /** The account whose code the authority is to run; zero removes the delegation. */
  readonly delegate: Uint8Array
  readonly chainId: bigint
  readonly nonce: bigint
  /** `undefined`: it is applied. */
  readonly fault: AuthorizationFault | undefined
  /** Whether the authority's account is there already, which EIP-7702 refunds for. */
  readonly isExisting: boolean
}

const MAX_NONCE = 2n ** 64n - 1n
/** SEC 2, secp256k1: half of the group's order. A greater `s` is the same signature a second time (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Says of each authorization of a set-code transaction whether it is applied, on the state before the transaction. Those of one
 * authority follow one another: the first that is applied takes its nonce.
 */
export const judgeAuthorizations = (
  state: ExecutionState,
  chainId: bigint,
  sender: Uint8Array,
  authorizations: readonly AuthorizationBytes[],
): AuthorizationVerdict[] => {
  const nonces = new Map<string, bigint>()
  const keyOf = (address: Uint8Array): string => Buffer.from(address).toString('hex')
  // The sender's nonce is taken before the list is worked through.
  nonces.set(keyOf(sender), (state.getAccount(sender)?.nonce ?? 0n) + 1n)
  return authorizations.map((authorization) => {
    const terms = {
      delegate: authorization[1],
      chainId: bytesToBigInt(authorization[0]),
      nonce: bytesToBigInt(authorization[2]),
    }
    const refuse = (fault: AuthorizationFault, authority = recoverAuthority(authorization)): AuthorizationVerdict => ({
      ...terms,
      authority,
      fault,
      isExisting: false,
    })
    if (terms.chainId !== 0n && terms.chainId !== chainId) return refuse('wrong-chain')
    if (terms.nonce >= MAX_NONCE) return refuse('invalid-nonce')
    const authority = recoverAuthority(authorization)
    if (authority === undefined) return refuse('invalid-signature', undefined)
    const code = state.getCode(authority)
    if (code.length > 0 && !isDelegation(code)) return refuse('has-code', authority)
    const account = state.getAccount(authority)
    const key = keyOf(authority)
    const nonce = nonces.get(key) ?? account?.nonce ?? 0n
    if (nonce !== terms.nonce) return refuse('wrong-nonce', authority)
    const isExisting = account !== undefined || nonces.has(key)
    nonces.set(key, nonce + 1n)
    return { ...terms, authority, fault: undefined, isExisting }
  })
}

/** Who signed an authorization; `undefined` where the signature gives nobody. */
export const recoverAuthority = (authorization: AuthorizationBytes): Uint8Array | undefined => {
  if (bytesToBigInt(authorization[5]) > HALF_ORDER || bytesToBigInt(authorization[3]) > 1n) return undefined
  try {
    return eoaCode7702RecoverAuthority([...authorization]).bytes
  } catch {
    return undefined
  }
}
