import { toHex } from '../../chain/bytes.ts'
import type { RpcContext, RpcSession } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import type { UnlockedAccount } from './createNodeAccounts.ts'

/** Keys and impersonation are for privileged sessions. @throws RpcError 4100 (EIP-1193) */
export const requirePrivilege = ({ isPrivileged }: RpcSession): void => {
  if (isPrivileged) return
  throw new RpcError(RPC_CODES.unauthorized, 'the accounts of this node are for its administrator: sign yourself')
}

/** The unlocked account at an address. @throws RpcError 4100 (EIP-1193) */
export const requireAccount = ({ accounts }: RpcContext, session: RpcSession, address: Uint8Array): UnlockedAccount => {
  requirePrivilege(session)
  const account = accounts.find(address)
  if (account === undefined) throw new RpcError(RPC_CODES.unauthorized, `unknown account: no key of ${toHex(address)}`)
  return account
}
