import { z } from 'zod'
import type { Chain } from '../../chain/Chain.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { RpcError } from '../RpcError.ts'
import { Quantity } from '../schemas.ts'

/** EIP-3326: the wallet doesn't know this chain. */
const UNRECOGNIZED_CHAIN = 4902
/** EIP-1193: the provider doesn't do this. */
const UNSUPPORTED_METHOD = 4200

/** EIP-695's chain id: no leading zeros. */
const ChainId = Quantity.refine((id) => id > 0n && id <= BigInt(Number.MAX_SAFE_INTEGER), 'no chain id')

/** EIP-3085 `AddEthereumChainParameter`, as far as it is checked. */
const AddedChain = z.object({
  chainId: ChainId,
  chainName: z.string().max(256).optional(),
  rpcUrls: z.array(z.string().max(2_048)).max(32).optional(),
  nativeCurrency: z.object({ name: z.string(), symbol: z.string().min(2).max(6), decimals: z.literal(18) }).optional(),
})

const isOwn = (chain: Chain, chainId: bigint): boolean => chainId === BigInt(chain.chainId)

/** What pages ask of wallets, answered for the one chain that is here. */
export const walletMethods: MethodTable = {
  wallet_switchEthereumChain: defineMethod(z.tuple([z.object({ chainId: ChainId })]), ({ chain }, [{ chainId }]) => {
    if (isOwn(chain, chainId)) return null
    throw new RpcError(UNRECOGNIZED_CHAIN, `Unrecognized chain ID ${chainId}: this is chain ${chain.chainId}.`)
  }),
  wallet_addEthereumChain: defineMethod(z.tuple([AddedChain]), ({ chain }, [{ chainId }]) => {
    if (isOwn(chain, chainId)) return null
    throw new RpcError(UNSUPPORTED_METHOD, `This is chain ${chain.chainId}; chain ${chainId} cannot be added to it.`)
  }),
}
