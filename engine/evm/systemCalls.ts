import type { Block } from '@ethereumjs/block'
import type { EVM, ExecResult } from '@ethereumjs/evm'
import { Address, createAddressFromString } from '@ethereumjs/util'
import { BlockRuleError, type LogEntry } from './Executor.ts'
import { readDeposits } from './readDeposits.ts'
import { SYSTEM_CONTRACTS } from './systemContracts.ts'

const SYSTEM_ADDRESS = createAddressFromString('0xfffffffffffffffffffffffffffffffffffffffe')
const SYSTEM_CALL_GAS = 30_000_000n
const DEPOSIT_REQUEST_TYPE = 0x00
const WITHDRAWAL_REQUEST_TYPE = 0x01
const CONSOLIDATION_REQUEST_TYPE = 0x02
const EMPTY_BYTES = new Uint8Array()

/** What a system contract did; `undefined` when there is none. */
const callAsSystem = async (
  evm: EVM,
  block: Block,
  contract: string,
  data: Uint8Array,
): Promise<ExecResult | undefined> => {
  const to = new Address(Buffer.from(contract.slice(2), 'hex'))
  if ((await evm.stateManager.getCode(to)).length === 0) return undefined
  await evm.journal.cleanup()
  const { execResult } = await evm.runCall({
    block,
    caller: SYSTEM_ADDRESS,
    to,
    data,
    gasLimit: SYSTEM_CALL_GAS,
    skipNonceIncrement: true,
  })
  await evm.journal.cleanup()
  evm.stateManager.originalStorageCache.clear()
  return execResult
}

/**
 * EIP-4788 and EIP-2935: before any transaction, the parent's beacon root and hash go into their ring buffers. A block stays valid
 * when such a call fails.
 */
export const runOpeningSystemCalls = async (evm: EVM, block: Block): Promise<void> => {
  const { parentBeaconBlockRoot, parentHash } = block.header
  await callAsSystem(evm, block, SYSTEM_CONTRACTS.beaconRoots.address, parentBeaconBlockRoot ?? new Uint8Array(32))
  await callAsSystem(evm, block, SYSTEM_CONTRACTS.historyStorage.address, parentHash)
}

/** EIP-7002 and EIP-7251: a block without these contracts, or in which their calls fail, is invalid. */
const collectRequests = async (evm: EVM, block: Block, contract: string): Promise<Uint8Array> => {
  const result = await callAsSystem(evm, block, contract, EMPTY_BYTES)
  if (result === undefined) throw new BlockRuleError(`system contract empty: ${contract}`)
  if (result.exceptionError !== undefined) {
    throw new BlockRuleError(`system contract call failed: ${contract}: ${result.exceptionError.error}`)
  }
  return result.returnValue
}

/**
 * After the last transaction: the deposits among the block's logs (EIP-6110); then the queues of EIP-7002 and EIP-7251 are read
 * and reset. Returns the requests that are not empty, in the order of their type (EIP-7685).
 */
export const runClosingSystemCalls = async (
  evm: EVM,
  block: Block,
  logs: readonly LogEntry[],
): Promise<readonly Uint8Array[]> => {
  const deposits = readDeposits(logs)
  const withdrawals = await collectRequests(evm, block, SYSTEM_CONTRACTS.withdrawalRequests.address)
  const consolidations = await collectRequests(evm, block, SYSTEM_CONTRACTS.consolidationRequests.address)
  const requests = [
    [DEPOSIT_REQUEST_TYPE, deposits],
    [WITHDRAWAL_REQUEST_TYPE, withdrawals],
    [CONSOLIDATION_REQUEST_TYPE, consolidations],
  ] as const
  return requests.flatMap(([type, data]) => (data.length === 0 ? [] : [Uint8Array.from([type, ...data])]))
}
