import { type Address, type Hex, keccak256 } from 'viem'
import type { AccountDetails, ContractCode } from '../api/explorerRecords.ts'
import { ask, askIfOffered } from './ask.ts'
import { type ExplorerNetwork, toBlockTag } from './ExplorerNetwork.ts'
import { readHeadNumber } from './readBlocks.ts'
import { readDelegate } from './readDelegate.ts'
import { readRunningCode } from './readRunningCode.ts'
import { readBalance, readToken, readTokenName, readTotalSupply } from './readTokens.ts'
import { Data, Quantity, RpcProof } from './rpcAnswers.ts'

const MAX_TOKENS = 24

const readHoldings = async (network: ExplorerNetwork, holder: Address, head: number) => {
  const tokens = (await network.findTokens(holder, head)).slice(0, MAX_TOKENS)
  const read = await Promise.all(
    tokens.map(async (token) => {
      const [info, balance] = await Promise.all([readToken(network, token), readBalance(network, token, holder)])
      const name = network.directory.nameOf(token)
      return balance === undefined || balance === 0n
        ? []
        : [{ ...info, balance, ...(name === undefined ? {} : { name }) }]
    }),
  )
  return read.flat()
}

const readCodeOf = ({ provider }: ExplorerNetwork, address: Address, block: Hex) =>
  ask(provider, { method: 'eth_getCode', params: [address, block], schema: Data })

const kindOf = (code: Hex, delegate: Address | undefined, isUsed: boolean): AccountDetails['kind'] => {
  if (delegate !== undefined) return 'delegated'
  if (code !== '0x') return 'contract'
  return isUsed ? 'account' : 'empty'
}

const readTokenOf = async (network: ExplorerNetwork, address: Address): Promise<AccountDetails['token']> => {
  const [info, totalSupply] = await Promise.all([readToken(network, address), readTotalSupply(network, address)])
  return info.symbol === undefined || totalSupply === undefined ? undefined : { ...info, totalSupply }
}

/** An account as it stands after the latest block: one block for all that is read. */
export const readAccount = async (network: ExplorerNetwork, address: Address): Promise<AccountDetails> => {
  const { provider, directory } = network
  const blockNumber = await readHeadNumber(network)
  const block = toBlockTag(blockNumber)
  const askFor = (method: string) => ask(provider, { method, params: [address, block], schema: Quantity })
  const [balanceWei, nonce, code, proof, tokens, known] = await Promise.all([
    askFor('eth_getBalance'),
    askFor('eth_getTransactionCount'),
    readCodeOf(network, address, block),
    askIfOffered(provider, { method: 'eth_getProof', params: [address, [], block], schema: RpcProof }),
    readHoldings(network, address, blockNumber),
    directory.find(address),
  ])
  const delegate = readDelegate(code)
  const token = code !== '0x' && delegate === undefined ? await readTokenOf(network, address) : undefined
  const name = known.name ?? (token && (await readTokenName(network, address)))
  return {
    address,
    blockNumber,
    ...(name === undefined ? {} : { name }),
    kind: kindOf(code, delegate, balanceWei > 0n || nonce > 0n || tokens.length > 0),
    balanceWei,
    nonce,
    codeBytes: (code.length - 2) / 2,
    codeHash: code === '0x' ? undefined : keccak256(code),
    delegate,
    storageRoot: proof?.storageHash,
    tokens,
    token,
    names: directory.namesOf([address, delegate]),
  }
}

/** The code of an account, and what was compiled to the code that runs: its own, its delegate's or its implementation's. */
export const readCode = async (network: ExplorerNetwork, address: Address): Promise<ContractCode> => {
  const { code, running } = await readRunningCode(network.provider, address)
  const artifact = network.directory.findArtifact(running)
  if (artifact === undefined) return { address, code }
  const { name, path, compilerVersion, abi } = artifact
  const sources = artifact.sources
    .map((source) => ({ path: source.path, text: source.text }))
    .sort((one, other) => Number(other.path === path) - Number(one.path === path))
  return { address, code, artifact: { name, path, compilerVersion, abi: JSON.stringify(abi), sources } }
}
