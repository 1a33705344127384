import type { AbiParameter, Address } from 'viem'
import type { DecodedValue } from '../../api/decoded.ts'
import type { Outcome } from '../../api/workbench.ts'
import { fromHex } from '../../chain/bytes.ts'
import type { ArtifactFinder } from '../../compiler/ContractArtifact.ts'
import { decodeLog } from '../../compiler/decode/decodeLog.ts'
import { decodeParameters } from '../../compiler/decode/decodeParameters.ts'
import { decodeRevert } from '../../compiler/decode/decodeRevert.ts'
import type { KnownAbi } from '../../compiler/decode/KnownAbi.ts'
import { askNetwork } from '../../networks/askNetwork.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { NodeData, type NodeLog, type TopCall } from './nodeAnswers.ts'
import type { MinedTransaction } from './sendTransaction.ts'

const MAX_LOGS = 1_000
const MAX_CONTRACTS = 64

/** What reads the answers of a contract: the ABIs to try, and what its function returns. */
export type Reading = {
  readonly abis: readonly KnownAbi[]
  readonly outputs: readonly AbiParameter[]
  readonly findArtifact: ArtifactFinder['findByCode']
}

/** What a call that was only run came to. */
export const toCallOutcome = (call: TopCall, { abis, outputs }: Reading): Outcome => ({
  ...describeResult(call, call.error === undefined, abis, outputs),
  gasUsed: call.gasUsed,
  logs: [],
})

/** What a transaction in a block came to. Logs of other contracts are read with their own ABIs where they were compiled here. */
export const toTransactionOutcome = async (
  provider: EthereumProvider,
  { hash, receipt, call }: MinedTransaction,
  { abis, outputs, findArtifact }: Reading,
): Promise<Outcome> => {
  const abisOf = await readAbis(provider, receipt.logs, findArtifact)
  return {
    ...describeResult(call, receipt.status === '0x1', abis, outputs),
    transactionHash: hash,
    blockNumber: receipt.blockNumber,
    gasUsed: receipt.gasUsed,
    logs: receipt.logs
      .slice(0, MAX_LOGS)
      .map(({ address, topics, data }) =>
        decodeLog([...(abisOf.get(address) ?? []), ...abis], { address, topics, data }),
      ),
  }
}

const describeResult = (
  call: TopCall | undefined,
  isSuccess: boolean,
  abis: readonly KnownAbi[],
  outputs: readonly AbiParameter[],
): Pick<Outcome, 'status' | 'outputs' | 'revert' | 'error'> => {
  if (isSuccess) return { status: 'success', outputs: decodeOutputs(outputs, call) }
  // geth: the tracer's word for the REVERT opcode; anything else (out of gas, invalid opcode) leaves no data.
  const isRevert = call?.error === 'execution reverted'
  if (isRevert) return { status: 'reverted', outputs: [], revert: decodeRevert(abis, call?.output ?? '0x') }
  return { status: 'failed', outputs: [], error: call?.error ?? 'The transaction failed.' }
}

const decodeOutputs = (outputs: readonly AbiParameter[], call: TopCall | undefined): DecodedValue[] => [
  ...(decodeParameters(outputs, fromHex(call?.output ?? '0x')) ?? []),
]

/** The ABIs of the contracts that emitted logs, by their code. */
const readAbis = async (
  provider: EthereumProvider,
  logs: readonly NodeLog[],
  findArtifact: ArtifactFinder['findByCode'],
): Promise<ReadonlyMap<Address, readonly KnownAbi[]>> => {
  const addresses = [...new Set(logs.map(({ address }) => address))].slice(0, MAX_CONTRACTS)
  const found = await Promise.all(
    addresses.map(async (address) => {
      const code = await askNetwork(provider, { method: 'eth_getCode', params: [address, 'latest'] }, NodeData)
      const artifact = findArtifact(fromHex(code))
      return [address, artifact === undefined ? [] : [artifact]] as const
    }),
  )
  return new Map(found)
}
