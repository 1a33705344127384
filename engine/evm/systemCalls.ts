import type { Block } from '@ethereumjs/block'
import type { EVM } from '@ethereumjs/evm'
import { Address, createAddressFromString } from '@ethereumjs/util'
import { SYSTEM_CONTRACTS } from './systemContracts.ts'

const SYSTEM_ADDRESS = createAddressFromString('0xfffffffffffffffffffffffffffffffffffffffe')
const SYSTEM_CALL_GAS = 30_000_000n
const WITHDRAWAL_REQUEST_TYPE = 0x01
const CONSOLIDATION_REQUEST_TYPE = 0x02
const EMPTY_BYTES = new Uint8Array()

const callAsSystem = async (evm: EVM, block: Block, contract: string, data: Uint8Array): Promise<Uint8Array> => {
  const to = new Address(Buffer.from(contract.slice(2), 'hex'))
  if ((await evm.stateManager.getCode(to)).length === 0) return EMPTY_BYTES
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
  if (execResult.exceptionError !== undefined) {
    throw new Error(`The system contract ${contract} failed: ${execResult.exceptionError.error}.`)
  }
  return execResult.returnValue
}

/** EIP-4788 and EIP-2935: before any transaction, the parent's beacon root and hash go into their ring buffers. */
export const runOpeningSystemCalls = async (evm: EVM, block: Block): Promise<void> => {
  const { parentBeaconBlockRoot, parentHash } = block.header
  await callAsSystem(evm, block, SYSTEM_CONTRACTS.beaconRoots.address, parentBeaconBlockRoot ?? new Uint8Array(32))
  await callAsSystem(evm, block, SYSTEM_CONTRACTS.historyStorage.address, parentHash)
}

/**
 * EIP-7002 and EIP-7251: after the last transaction, the queues are read and reset. Returns the non-empty requests in the order
 * of their type (EIP-7685). Deposit requests (EIP-6110) come from logs of a deposit contract, which this chain does not have yet.
 */
export const runClosingSystemCalls = async (evm: EVM, block: Block): Promise<readonly Uint8Array[]> => {
  const requests: Uint8Array[] = []
  for (const [type, { address }] of [
    [WITHDRAWAL_REQUEST_TYPE, SYSTEM_CONTRACTS.withdrawalRequests],
    [CONSOLIDATION_REQUEST_TYPE, SYSTEM_CONTRACTS.consolidationRequests],
  ] as const) {
    const data = await callAsSystem(evm, block, address, EMPTY_BYTES)
    if (data.length > 0) requests.push(Uint8Array.from([type, ...data]))
  }
  return requests
}
