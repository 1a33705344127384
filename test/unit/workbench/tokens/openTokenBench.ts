import {
  type Abi,
  type Address,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  isHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { TokenTemplate } from '../../../../engine/api/workbench.ts'
import type { ContractArtifact } from '../../../../engine/compiler/ContractArtifact.ts'
import { decodeLog } from '../../../../engine/compiler/decode/decodeLog.ts'
import { decodeRevert } from '../../../../engine/compiler/decode/decodeRevert.ts'
import { ProviderRpcError } from '../../../../engine/networks/ProviderRpcError.ts'
import { NodeReceipt } from '../../../../engine/workbench/network/nodeAnswers.ts'
import { writeToken } from '../../../../engine/workbench/templates/writeToken.ts'
import { createTestChain } from '../../../builders/createTestChain.ts'
import { openTestCompiler, testSettings } from '../../compiler/openTestCompiler.ts'

/** A command for each of several kinds, so that the compiler tells them apart. */
export type CommandOf<Kind extends string, Fields> = Kind extends string
  ? { readonly kind: Kind; readonly by: number } & Fields
  : never

/** What a call came to: the events, or the name of the error. */
export type Attempt = { readonly error: string } | { readonly events: readonly string[] }

/** A deployed token, as tests talk to it. */
export type Token = {
  readonly address: Address
  read(functionName: string, args?: readonly unknown[]): Promise<unknown>
  /** Sends where a call succeeds; a call that reverts changes nothing, and its error's name is the answer. */
  attempt(from: Address, functionName: string, args: readonly unknown[]): Promise<Attempt>
}

const keys = [1, 2, 3, 4].map((digit) => `0x${String(digit).repeat(64)}` as Hex)
const signers = keys.map((key) => privateKeyToAccount(key))

/** The real engine and the real compiler, with four unlocked accounts and contracts that receive tokens well and badly. */
export const openTokenBench = async () => {
  const { compiler, close: closeCompiler } = openTestCompiler()
  const accounts = signers.map(({ address }) => address) as [Address, Address, Address, Address]
  const chain = await createTestChain({ rich: accounts, timestampS: 1_800_000_000, unlockedKeys: keys })
  const { provider } = chain
  const [deployer] = accounts

  const compile = async (sources: Record<string, string>, path: string, name: string): Promise<ContractArtifact> => {
    await compiler.run('compile', { sources, settings: testSettings })
    const artifact = await compiler.run('findArtifact', { sources, settings: testSettings, path, name })
    if (artifact === undefined) throw new Error(`${path} does not compile.`)
    return artifact
  }
  const sendData = async (from: Address, to: Address | undefined, data: Hex) => {
    const params = [{ from, to, data, gas: '0xf00000' }]
    const hash = await provider.request({ method: 'eth_sendTransaction', params })
    return NodeReceipt.parse(await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] }))
  }
  const connect = (address: Address, abi: Abi): Token => ({
    address,
    read: async (functionName, args = []) => {
      const data = encodeFunctionData({ abi, functionName, args })
      const result = await provider.request({ method: 'eth_call', params: [{ to: address, data }, 'latest'] })
      return decodeFunctionResult({ abi, functionName, data: result as Hex })
    },
    attempt: async (from, functionName, args) => {
      const data = encodeFunctionData({ abi, functionName, args })
      try {
        await provider.request({ method: 'eth_call', params: [{ from, to: address, data }, 'latest'] })
      } catch (error) {
        if (!(error instanceof ProviderRpcError) || !isHex(error.data)) throw error
        return { error: decodeRevert([{ abi }], error.data).signature?.replace(/\(.*/, '') ?? 'unknown' }
      }
      const { status, logs } = await sendData(from, address, data)
      if (status !== '0x1') throw new Error(`${functionName} succeeds as a call and fails as a transaction.`)
      return { events: logs.map((log) => describeEvent(abi, log)) }
    },
  })
  const deployArtifact = async ({ abi, creation }: ContractArtifact, args: readonly unknown[]): Promise<Token> => {
    const { contractAddress } = await sendData(
      deployer,
      undefined,
      encodeDeployData({ abi, bytecode: creation.object, args: [...args] }),
    )
    if (contractAddress == null) throw new Error('The contract was not deployed.')
    return connect(contractAddress, abi)
  }
  return {
    accounts,
    signers,
    deploy: async (options: object, args: readonly unknown[]): Promise<Token> => {
      const { path, text } = writeToken(TokenTemplate.parse({ name: 'Bond', symbol: 'B', ...options }))
      return deployArtifact(await compile({ [path]: text }, path, 'Bond'), args)
    },
    /** A contract that takes ERC-721 and ERC-1155 tokens. */
    deployHolder: async () => deployArtifact(await compile({ 'Holder.sol': holder }, 'Holder.sol', 'Holder'), []),
    /** A contract that answers every hook with four wrong bytes. */
    deployLiar: async () => deployArtifact(await compile({ 'Holder.sol': holder }, 'Holder.sol', 'Liar'), []),
    /** Runs `task` on the chain as it is now, and takes back what it did. */
    isolate: async <Result>(task: () => Promise<Result>): Promise<Result> => {
      const snapshot = await provider.request({ method: 'evm_snapshot' })
      try {
        return await task()
      } finally {
        await provider.request({ method: 'evm_revert', params: [snapshot] })
      }
    },
    blockNumber: async (): Promise<bigint> => BigInt((await provider.request({ method: 'eth_blockNumber' })) as Hex),
    close: async () => {
      await closeCompiler()
      await chain.close()
    },
  }
}
export type TokenBench = Awaited<ReturnType<typeof openTokenBench>>

const holder = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
contract Holder is ERC721Holder, ERC1155Holder {}
contract Liar { fallback() external { assembly { mstore(0, shl(224, 0xdeadbeef)) return(0, 32) } } }
`

/** `Transfer(0x…, 0x…, 5)`: an event on one line. */
const describeEvent = (abi: Abi, log: { address: Address; topics: `0x${string}`[]; data: Hex }): string => {
  const { signature, args } = decodeLog([{ abi }], log)
  return toEvent(
    signature?.replace(/\(.*/, '') ?? 'unknown',
    (args ?? []).map(({ value }) => value),
  )
}

/** What `describeEvent` gives of an event with these arguments. */
export const toEvent = (name: string, args: readonly unknown[]): string => `${name}(${args.map(toText).join(', ')})`

const toText = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((item) => toText(typeof item === 'object' && item !== null && 'value' in item ? item.value : item)).join(', ')}]`
    : String(value)
