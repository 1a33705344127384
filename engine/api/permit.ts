import { z } from 'zod'
import { Address, Bytes32, Count, Uint256 } from './schemas.ts'

/** An allowance that its owner gives by a signature (ERC-2612), ready to be signed. */
export const Permit = z.object({
  /** The token: the EIP-712 `verifyingContract`. */
  token: Address,
  symbol: z.string(),
  /** The rest of the EIP-712 domain, as the token itself tells it (EIP-5267). */
  domain: z.object({ name: z.string(), version: z.string(), chainId: Count }),
  owner: Address,
  spender: Address,
  /** Token base units; 2^256-1 is without a limit. */
  value: Uint256,
  nonce: Uint256,
  /** Unix seconds: after it the token refuses the permit. */
  deadline: Count,
  /** The EIP-712 digest: what is signed. */
  digest: Bytes32,
})
export type Permit = z.infer<typeof Permit>

/** EIP-712 types of a permit (ERC-2612). */
const permitTypes = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

/** EIP-712 typed data of a permit. */
export const permitTypedData = ({ token, domain, ...permit }: Omit<Permit, 'digest' | 'symbol'>) => ({
  domain: { ...domain, verifyingContract: token },
  types: permitTypes,
  primaryType: 'Permit' as const,
  message: {
    owner: permit.owner,
    spender: permit.spender,
    value: permit.value,
    nonce: permit.nonce,
    deadline: BigInt(permit.deadline),
  },
})
