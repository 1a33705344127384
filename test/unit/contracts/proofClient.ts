import { type Abi, type Address, createPublicClient, createWalletClient, custom, type Hex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { compileSolidity } from '../../builders/compileSolidity.ts'

type Request = (request: { readonly method: string; readonly params?: readonly unknown[] }) => Promise<unknown>

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
import "test/contracts/support/ProofVerifier.sol";`

/** Deploys the contract of `ProofVerifier.sol` on a chain that seals at once, and calls it. */
export const deployProofVerifier = async (request: Request, chainId: number, account: PrivateKeyAccount) => {
  const artifact = compileSolidity(source).get('ProofVerifier')
  if (artifact === undefined) throw new Error('ProofVerifier did not compile')
  const abi = artifact.abi as Abi
  const transport = custom({ request }, { retryCount: 0 })
  const chain = {
    id: chainId,
    name: 'test',
    nativeCurrency: { name: '', symbol: '', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  }
  const client = createPublicClient({ chain, transport, cacheTime: 0, pollingInterval: 10 })
  const wallet = createWalletClient({ chain, transport, account })
  const hash = await wallet.deployContract({ abi, bytecode: artifact.creation.object as Hex, args: [] })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  const address = contractAddress as Address
  return {
    client,
    read: (functionName: string, ...args: readonly unknown[]): Promise<unknown> =>
      client.readContract({ address, abi, functionName, args }),
  }
}

/** Every form of `proof` in which one byte of one node is another, a node is missing, or one is there twice. */
export const tamperings = (proof: readonly Hex[], stride: number): (readonly Hex[])[] =>
  proof.flatMap((node, index) => {
    const replaced = (nodes: readonly Hex[]) => [...proof.slice(0, index), ...nodes, ...proof.slice(index + 1)]
    return [replaced([]), replaced([node, node]), ...flips(node, stride).map((flipped) => replaced([flipped]))]
  })

/** `bytes` with the byte at every `stride`th place changed. */
export const flips = (bytes: Hex, stride: number): Hex[] =>
  Array.from({ length: Math.ceil((bytes.length / 2 - 1) / stride) }, (_, index) => {
    const place = 2 + 2 * index * stride
    const changed = (Number.parseInt(bytes.slice(place, place + 2), 16) ^ (1 + (index % 255))).toString(16)
    return `${bytes.slice(0, place)}${changed.padStart(2, '0')}${bytes.slice(place + 2)}` as Hex
  })
