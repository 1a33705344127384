import type { Address } from 'viem'
import type { ExplorerLog } from '../api/explorerRecords.ts'
import { decodeLog } from '../compiler/decode/decodeLog.ts'
import type { KnownAbi } from '../compiler/decode/KnownAbi.ts'
import { breathe } from './breathe.ts'
import type { ExplorerNetwork, KnownContract } from './ExplorerNetwork.ts'
import type { RpcLog } from './rpcAnswers.ts'

/** So many contracts are asked for their code; the logs of further ones are read by the common ABIs. */
const MAX_CONTRACTS = 64
/** Logs that are decoded before others have the thread. */
const CHUNK = 32

/** Reads logs with what is known of the contracts that emitted them. */
export const decodeLogs = async ({ directory }: ExplorerNetwork, logs: readonly RpcLog[]): Promise<ExplorerLog[]> => {
  const addresses = [...new Set(logs.map(({ address }) => address))].slice(0, MAX_CONTRACTS)
  const found = await Promise.all(addresses.map((address) => directory.find(address)))
  const contracts = new Map<Address, KnownContract>(found.map((contract) => [contract.address, contract]))
  const decoded: ExplorerLog[] = []
  for (const [index, log] of logs.entries()) {
    if (index > 0 && index % CHUNK === 0) await breathe()
    decoded.push(decodeOne(log, contracts.get(log.address), directory.commonAbis))
  }
  return decoded
}

const decodeOne = (log: RpcLog, contract: KnownContract | undefined, commonAbis: readonly KnownAbi[]): ExplorerLog => {
  const decoded = decodeLog(contract?.abis ?? commonAbis, log)
  return {
    ...decoded,
    contract: contract?.name ?? decoded.contract,
    blockNumber: log.blockNumber,
    transactionHash: log.transactionHash,
    logIndex: log.logIndex,
    timestampS: log.blockTimestamp,
  }
}
