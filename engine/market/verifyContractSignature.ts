import { type Address, encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { EthereumProvider } from '../networks/Network.ts'
import type { VerifySignature } from './types.ts'

const erc1271Abi = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])

/** ERC-1271: what `isValidSignature` returns for a good signature. */
const MAGIC_VALUE = '0x1626ba7e'

/** Asks an account's contract about a signature (ERC-1271). An account without code, or one that reverts, says no. */
export const verifyContractSignature =
  (provider: EthereumProvider): VerifySignature =>
  async ({ trader }, digest, signature) => {
    const code = await provider.request({ method: 'eth_getCode', params: [trader, 'latest'] })
    if (code === '0x') return false
    const data = encodeFunctionData({ abi: erc1271Abi, functionName: 'isValidSignature', args: [digest, signature] })
    return callsReturnMagic(provider, trader, data)
  }

const callsReturnMagic = async (provider: EthereumProvider, to: Address, data: Hex): Promise<boolean> => {
  try {
    const result = await provider.request({ method: 'eth_call', params: [{ to, data }, 'latest'] })
    return typeof result === 'string' && result.length === 66 && result.startsWith(MAGIC_VALUE)
  } catch (error) {
    // EIP-1474 code 3: the call reverted, which is the contract's way of saying no. Anything else is no answer.
    if (error instanceof Error && 'code' in error && error.code === 3) return false
    throw error
  }
}
