import type { Address } from 'viem'
import type { ExplorerLog } from '../api/explorerRecords.ts'
import { decodeLog } from '../compiler/decode/decodeLog.ts'
import type { ExplorerNetwork } from './ExplorerNetwork.ts'
import type { RpcLog } from './rpcAnswers.ts'

/** So many contracts are asked for their code; the logs of further ones are read by the common ABIs. */
const MAX_CONTRACTS = 64

/** Reads logs with what is known of the contracts that emitted them. */
export const decodeLogs = async ({ directory }: ExplorerNetwork, logs: readonly RpcLog[]): Promise<ExplorerLog[]> => {
  const addresses = [...new Set(logs.map(({ address }) => address))].slice(0, MAX_CONTRACTS)
  const found = await Promise.all(addresses.map((address) => directory.find(address)))
  const contracts = new Map<Address, (typeof found)[number]>(found.map((contract) => [contract.address, contract]))
  return logs.map((log) => {
    const contract = contracts.get(log.address)
    const decoded = decodeLog(contract?.abis ?? directory.commonAbis, log)
    return {
      ...decoded,
      contract: contract?.name ?? decoded.contract,
      blockNumber: log.blockNumber,
      transactionHash: log.transactionHash,
      logIndex: log.logIndex,
      timestampS: log.blockTimestamp,
    }
  })
}
