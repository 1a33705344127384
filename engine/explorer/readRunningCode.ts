import { type Address, getAddress, type Hex, hexToBigInt, keccak256, slice, toHex } from 'viem'
import type { EthereumProvider } from '../networks/Network.ts'
import { ask } from './ask.ts'
import { readDelegate } from './readDelegate.ts'
import { Data } from './rpcAnswers.ts'

/** An account's code, and the code that runs when it is called: a delegate's (EIP-7702) or an implementation's (ERC-1967). */
export interface RunningCode {
  readonly code: Hex
  readonly delegate?: Address
  readonly running: Hex
}

/** ERC-1967: where a proxy keeps the address of its implementation. */
const implementationSlot = toHex(hexToBigInt(keccak256(toHex('eip1967.proxy.implementation'))) - 1n, { size: 32 })
const addressBytes = 20

const readImplementation = async (
  provider: EthereumProvider,
  proxy: Address,
  block: Hex | 'latest',
): Promise<Address | undefined> => {
  const word = await ask(provider, {
    method: 'eth_getStorageAt',
    params: [proxy, implementationSlot, block],
    schema: Data,
  })
  // Some nodes leave out leading zeros; an address that begins with that many is nobody's.
  return word.length < 2 + 2 * addressBytes || hexToBigInt(word) === 0n
    ? undefined
    : getAddress(slice(word, -addressBytes))
}

/** Finds the code that runs when an account is called. */
export const readRunningCode = async (
  provider: EthereumProvider,
  address: Address,
  block: Hex | 'latest' = 'latest',
): Promise<RunningCode> => {
  const readCode = (of: Address) => ask(provider, { method: 'eth_getCode', params: [of, block], schema: Data })
  const code = await readCode(address)
  if (code === '0x') return { code, running: code }
  const delegate = readDelegate(code)
  if (delegate !== undefined) return { code, delegate, running: await readCode(delegate) }
  const implementation = await readImplementation(provider, address, block)
  return { code, running: implementation === undefined ? code : await readCode(implementation) }
}
