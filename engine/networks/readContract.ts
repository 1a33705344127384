import { type Abi, type Address, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import type { EthereumProvider } from './Network.ts'

/** Reads one function of one contract at the latest block. */
export const readContract = async (
  provider: EthereumProvider,
  to: Address,
  abi: Abi,
  functionName: string,
  args: readonly unknown[],
): Promise<unknown> => {
  const data = encodeFunctionData({ abi, functionName, args })
  const result = await provider.request({ method: 'eth_call', params: [{ to, data }, 'latest'] })
  return decodeFunctionResult({ abi, functionName, data: result as Hex })
}
