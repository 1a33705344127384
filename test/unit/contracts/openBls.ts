import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeFunctionResult, encodeFunctionData, type Hex, isHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { ProviderRpcError } from '../../../engine/networks/ProviderRpcError.ts'
import { NodeReceipt } from '../../../engine/workbench/network/nodeAnswers.ts'
import { compileSolidity } from '../../builders/compileSolidity.ts'
import { createTestChain } from '../../builders/createTestChain.ts'

const root = join(import.meta.dirname, '../../..')
const readSource = (path: string) => readFileSync(join(root, path), 'utf8')

const key: Hex = `0x${'31'.repeat(32)}`

/** The library and the harness of the Forge tests in one file. */
const compileHarness = () => {
  const library = readSource('contracts/libraries/Bls12381.sol')
  const harness = readSource('test/contracts/support/BlsHarness.sol').replace(/^[\s\S]*?(?=\/\/\/ @notice)/, '')
  const contract = compileSolidity(`${library}\n${harness}`).get('BlsHarness')
  if (contract === undefined) throw new Error('The harness does not compile.')
  return contract
}

/** The BLS library in a contract on the real engine. */
export const openBls = async () => {
  const { abi, creation } = compileHarness()
  const from = privateKeyToAccount(key).address
  const { provider, close } = await createTestChain({ rich: [from], timestampS: 1_800_000_000, unlockedKeys: [key] })
  const params = [{ from, data: creation.object, gas: '0xf00000' }]
  const hash = await provider.request({ method: 'eth_sendTransaction', params })
  const receipt = NodeReceipt.parse(await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] }))
  const to = receipt.contractAddress

  const call = async (functionName: string, args: readonly unknown[]): Promise<unknown> => {
    const data = encodeFunctionData({ abi, functionName, args })
    const result = await provider.request({ method: 'eth_call', params: [{ to, data, gas: '0xf00000' }, 'latest'] })
    return decodeFunctionResult({ abi, functionName, data: result as Hex })
  }
  return {
    call,
    /** What a call reverts with; fails where it succeeds. */
    revertOf: async (functionName: string, args: readonly unknown[]): Promise<Hex> => {
      try {
        await call(functionName, args)
      } catch (error) {
        if (error instanceof ProviderRpcError && isHex(error.data)) return error.data
        throw error
      }
      throw new Error(`${functionName} accepts it.`)
    },
    close,
  }
}
