import type { Chain } from '../chain/Chain.ts'
import { refuse } from '../chain/ChainError.ts'
import type { LogFilter, LogRecord } from '../chain/store/ChainRecords.ts'
import { RPC_CODES, RpcError } from './RpcError.ts'
import { requireSealed } from './resolveBlock.ts'
import type { LogFilterRequest } from './schemas.ts'

const MAX_LOGS = 10_000
const MAX_BLOCKS = 100_000

/** Which logs, apart from the range of blocks. */
type LogSelection = Pick<LogFilter, 'addresses' | 'topics'>

/** A request without its range: places that were left out select everything. */
export const toLogSelection = ({ address, topics }: LogFilterRequest): LogSelection => ({
  addresses: address ?? [],
  topics: (topics ?? []).map((choices) => choices ?? []),
})

/** Whether a log is one of the selected, as the store decides it. */
export const isSelected = ({ addresses, topics }: LogSelection, log: LogRecord): boolean => {
  const isAmong = (choices: readonly Uint8Array[], bytes: Uint8Array | undefined): boolean =>
    bytes !== undefined && (choices.length === 0 || choices.some((choice) => Buffer.compare(choice, bytes) === 0))
  return isAmong(addresses, log.address) && topics.every((choices, index) => isAmong(choices, log.topics[index]))
}

/** Logs of a range; a range or result that is too large is an error that says so. */
export const readLogs = (chain: Chain, filter: LogFilter): LogRecord[] => {
  if (filter.toBlock - filter.fromBlock >= MAX_BLOCKS) {
    throw new RpcError(RPC_CODES.limitExceeded, `block range exceeds ${MAX_BLOCKS} blocks`)
  }
  const logs = chain.store.getLogs(filter, MAX_LOGS + 1)
  if (logs.length > MAX_LOGS)
    throw new RpcError(RPC_CODES.limitExceeded, `query returned more than ${MAX_LOGS} results`)
  return logs
}

/** `eth_getLogs`: by range (default: the head) or by the hash of one block (EIP-234). */
export const queryLogs = (chain: Chain, request: LogFilterRequest): LogRecord[] => {
  if (request.blockHash !== undefined && (request.fromBlock !== undefined || request.toBlock !== undefined)) {
    throw new RpcError(RPC_CODES.invalidParams, 'cannot specify both blockHash and fromBlock/toBlock')
  }
  if (request.blockHash !== undefined) {
    const { number } = requireSealed(chain, request.blockHash)
    return readLogs(chain, { ...toLogSelection(request), fromBlock: number, toBlock: number })
  }
  const head = chain.head().number
  const toNumber = (id: LogFilterRequest['fromBlock']): number =>
    typeof id === 'bigint' ? Number(id) : id === 'earliest' ? 0 : head
  const fromBlock = toNumber(request.fromBlock)
  const toBlock = toNumber(request.toBlock)
  if (fromBlock > toBlock) throw refuse('invalid block range params')
  return readLogs(chain, { ...toLogSelection(request), fromBlock, toBlock: Math.min(toBlock, head) })
}
