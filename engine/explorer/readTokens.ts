import { type Abi, type Address, decodeFunctionResult, encodeFunctionData, erc20Abi, type Hex, hexToString } from 'viem'
import { z } from 'zod'
import type { TokenInfo } from '../api/explorerRecords.ts'
import { cleanText } from '../compiler/layout/cleanText.ts'
import { askIfOffered } from './ask.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import { Data } from './rpcAnswers.ts'

const MAX_SYMBOL = 64
/** A token's own answers may cost this much gas, not more. */
const CALL_GAS = '0x30d40'
/** Some old tokens answer `bytes32` where the standard says `string`. */
const bytes32SymbolAbi = [
  { type: 'function', name: 'symbol', inputs: [], outputs: [{ type: 'bytes32' }], stateMutability: 'view' },
] as const satisfies Abi

type TokenFunction = 'symbol' | 'name' | 'decimals' | 'totalSupply' | 'balanceOf'

/** Calls a view of a contract that may not have it. */
const view = async (
  { provider }: ExplorerNetwork,
  to: Address,
  functionName: TokenFunction,
  args: readonly Address[] = [],
): Promise<unknown> => {
  const data = encodeFunctionData({ abi: erc20Abi as Abi, functionName, args })
  const answer = await askIfOffered(provider, {
    method: 'eth_call',
    params: [{ to, data, gas: CALL_GAS }, 'latest'],
    schema: Data,
  })
  return answer === undefined ? undefined : decode(answer, functionName)
}

const decode = (data: Hex, functionName: TokenFunction): unknown => {
  try {
    return decodeFunctionResult({ abi: erc20Abi as Abi, functionName, data })
  } catch {
    if (functionName !== 'symbol' || data.length !== 66) return undefined
    const word = decodeFunctionResult({ abi: bytes32SymbolAbi, data })
    return hexToString(word, { size: 32 })
  }
}

const Text = z
  .string()
  .transform((text) => cleanText(text, MAX_SYMBOL))
  .optional()
  .catch(undefined)
const Decimals = z.number().int().min(0).max(255).optional().catch(undefined)
const Amount = z.bigint().nonnegative().optional().catch(undefined)

/** What a token says of itself; a contract that says nothing has its address only. */
export const readToken = async (network: ExplorerNetwork, address: Address): Promise<TokenInfo> => {
  const [symbol, decimals] = await Promise.all([view(network, address, 'symbol'), view(network, address, 'decimals')])
  return { address, symbol: Text.parse(symbol), decimals: Decimals.parse(decimals) }
}

/** A token's name; from the contract, so by anyone. */
export const readTokenName = async (network: ExplorerNetwork, address: Address): Promise<string | undefined> =>
  Text.parse(await view(network, address, 'name'))

export const readBalance = async (network: ExplorerNetwork, token: Address, holder: Address) =>
  Amount.parse(await view(network, token, 'balanceOf', [holder]))

export const readTotalSupply = async (network: ExplorerNetwork, token: Address) =>
  Amount.parse(await view(network, token, 'totalSupply'))
