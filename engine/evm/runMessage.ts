import type { Block } from '@ethereumjs/block'
import type { EVM, EVMResult } from '@ethereumjs/evm'
import { createEOACode7702Tx } from '@ethereumjs/tx'
import { Account, Address, bytesToUnprefixedHex } from '@ethereumjs/util'
import { runTx, type VM } from '@ethereumjs/vm'
import type { ExecutionState } from './ExecutionState.ts'
import { type ExecutionResult, type GasBreakdown, InvalidTransactionError, type Message } from './Executor.ts'
import { measureMessageGas, settleGas } from './gasBreakdown.ts'
import { readTransactionGas } from './readTransactionGas.ts'
import { toInvalidTransactionError } from './toInvalidTransactionError.ts'
import { toLogEntry } from './toLogEntry.ts'

const toHex = (bytes: Uint8Array): `0x${string}` => `0x${bytesToUnprefixedHex(bytes)}`

/**
 * Runs a message that nobody signed, with the gas accounting of a transaction: intrinsic gas, refunds, calldata floor (EIP-7623).
 * Unlike a transaction it may come from an account with code, and its nonce is not checked. Effects stay in the state.
 */
export const runMessage = async (
  vm: VM,
  evm: EVM,
  block: Block,
  message: Message,
  state: ExecutionState,
): Promise<ExecutionResult> => {
  if (message.authorizationList.length > 0) return runSetCode(vm, block, message, state)
  const caller = new Address(message.from)
  const to = message.to === undefined ? undefined : new Address(message.to)
  const { intrinsic, floor } = measureMessageGas(message, vm.common)
  requireGas(vm, message, intrinsic > floor ? intrinsic : floor)
  const gasCost = message.gasLimit * message.gasPrice
  await evm.journal.cleanup()
  await chargeSender(evm, caller, gasCost, message.value)
  warmAccessed(evm, block, message)
  const result = await evm.runCall({
    block,
    caller,
    ...(to === undefined ? {} : { to }),
    gasPrice: message.gasPrice,
    gasLimit: message.gasLimit - intrinsic,
    value: message.value,
    data: message.data,
    blobVersionedHashes: message.blobVersionedHashes.map(toHex),
  })
  const execution = result.execResult.executionGasUsed
  const { gasUsed, gas } = settleGas({ intrinsic, execution, floor }, result.execResult.gasRefund ?? 0n, vm.common)
  await payGas(evm, block, caller, message, gasUsed)
  await removeDestroyed(evm, result)
  await evm.journal.cleanup()
  evm.stateManager.originalStorageCache.clear()
  return toExecutionResult(result, gasUsed, gas)
}

const requireGas = (vm: VM, { to, data, gasLimit }: Message, leastGas: bigint): void => {
  if (gasLimit < leastGas) {
    throw new InvalidTransactionError(`intrinsic gas too low: gas ${gasLimit}, minimum needed ${leastGas}`)
  }
  // EIP-3860.
  const maxBytes = vm.common.param('maxInitCodeSize')
  if (to === undefined && BigInt(data.length) > maxBytes) {
    throw new InvalidTransactionError(`max initcode size exceeded: code size ${data.length} limit ${maxBytes}`)
  }
}

const chargeSender = async (evm: EVM, caller: Address, gasCost: bigint, value: bigint): Promise<void> => {
  const account = (await evm.stateManager.getAccount(caller)) ?? new Account()
  if (account.balance < gasCost + value) {
    throw new InvalidTransactionError(
      `insufficient funds for gas * price + value: address ${caller} have ${account.balance} want ${gasCost + value}`,
    )
  }
  if (gasCost === 0n) return
  account.balance -= gasCost
  await evm.journal.putAccount(caller, account)
}

/** EIP-2929, EIP-2930 and EIP-3651: what is warm before the first opcode. */
const warmAccessed = (evm: EVM, block: Block, message: Message): void => {
  for (const address of evm.precompiles.keys()) evm.journal.addAlwaysWarmAddress(address)
  evm.journal.addAlwaysWarmAddress(bytesToUnprefixedHex(message.from))
  evm.journal.addAlwaysWarmAddress(bytesToUnprefixedHex(block.header.coinbase.bytes))
  if (message.to !== undefined) evm.journal.addAlwaysWarmAddress(bytesToUnprefixedHex(message.to))
  for (const [address, keys] of message.accessList) {
    const addressHex = bytesToUnprefixedHex(address)
    evm.journal.addAlwaysWarmAddress(addressHex)
    for (const key of keys) evm.journal.addAlwaysWarmSlot(addressHex, bytesToUnprefixedHex(key))
  }
}

const payGas = async (evm: EVM, block: Block, caller: Address, message: Message, gasUsed: bigint): Promise<void> => {
  if (message.gasPrice === 0n) return
  const sender = (await evm.stateManager.getAccount(caller)) ?? new Account()
  sender.balance += (message.gasLimit - gasUsed) * message.gasPrice
  await evm.journal.putAccount(caller, sender)
  const { coinbase, baseFeePerGas = 0n } = block.header
  const beneficiary = (await evm.stateManager.getAccount(coinbase)) ?? new Account()
  if (message.gasPrice > baseFeePerGas) beneficiary.balance += gasUsed * (message.gasPrice - baseFeePerGas)
  await evm.journal.putAccount(coinbase, beneficiary)
}

/** EIP-6780: only a contract that was created in the same transaction disappears. */
const removeDestroyed = async (evm: EVM, { execResult }: EVMResult): Promise<void> => {
  for (const address of execResult.selfdestruct?.keys() ?? []) {
    if (!execResult.createdAddresses?.has(address)) continue
    await evm.journal.deleteAccount(new Address(Buffer.from(address.slice(2), 'hex')))
  }
}

const runSetCode = async (vm: VM, block: Block, message: Message, state: ExecutionState): Promise<ExecutionResult> => {
  if (message.to === undefined) throw new InvalidTransactionError('a set-code transaction cannot create a contract')
  const from = new Address(message.from)
  const tx = createEOACode7702Tx(
    {
      to: new Address(message.to),
      data: message.data,
      value: message.value,
      gasLimit: message.gasLimit,
      maxFeePerGas: message.gasPrice,
      maxPriorityFeePerGas: message.gasPrice,
      accessList: message.accessList.map(([address, keys]) => [address, [...keys]]),
      authorizationList: message.authorizationList.map((authorization) => [...authorization]),
    },
    { common: vm.common, freeze: false },
  )
  tx.getSenderAddress = () => from
  const readGas = readTransactionGas(tx, state, vm.common)
  try {
    const result = await runTx(vm, { tx, block, skipNonce: true, skipHardForkValidation: true })
    return toExecutionResult(result, result.totalGasSpent, readGas(result))
  } catch (error) {
    throw toInvalidTransactionError(error)
  }
}

const toExecutionResult = (
  { execResult, createdAddress }: EVMResult,
  gasUsed: bigint,
  gas: GasBreakdown,
): ExecutionResult => ({
  isSuccess: execResult.exceptionError === undefined,
  gasUsed,
  gas,
  returnData: execResult.returnValue,
  logs: (execResult.logs ?? []).map(toLogEntry),
  error: execResult.exceptionError?.error,
  createdAddress: createdAddress?.bytes,
})
