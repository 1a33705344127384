import type { Block } from '@ethereumjs/block'
import type { EVM, EVMResult } from '@ethereumjs/evm'
import { createAccessList2930Tx, createEOACode7702Tx, getCalldataFloorGas } from '@ethereumjs/tx'
import { Account, Address, bigIntMax, bytesToUnprefixedHex } from '@ethereumjs/util'
import { runTx, type VM } from '@ethereumjs/vm'
import { type ExecutionResult, InvalidTransactionError, type Message } from './Executor.ts'
import { toInvalidTransactionError } from './toInvalidTransactionError.ts'
import { toLogEntry } from './toLogEntry.ts'

const toHex = (bytes: Uint8Array): `0x${string}` => `0x${bytesToUnprefixedHex(bytes)}`

const MAX_REFUND_QUOTIENT = 5n

/**
 * Runs a message that nobody signed, with the gas accounting of a transaction: intrinsic gas, refunds, calldata floor (EIP-7623).
 * Unlike a transaction it may come from an account with code, and its nonce is not checked. Effects stay in the state.
 */
export const runMessage = async (vm: VM, evm: EVM, block: Block, message: Message): Promise<ExecutionResult> => {
  if (message.authorizationList.length > 0) return runSetCode(vm, block, message)
  const caller = new Address(message.from)
  const to = message.to === undefined ? undefined : new Address(message.to)
  const { intrinsicGas, floorGas } = measureIntrinsicGas(vm, message, caller)
  const gasCost = message.gasLimit * message.gasPrice
  await evm.journal.cleanup()
  await chargeSender(evm, caller, gasCost, message.value)
  warmAccessed(evm, block, message)
  const result = await evm.runCall({
    block,
    caller,
    ...(to === undefined ? {} : { to }),
    gasPrice: message.gasPrice,
    gasLimit: message.gasLimit - intrinsicGas,
    value: message.value,
    data: message.data,
    blobVersionedHashes: message.blobVersionedHashes.map(toHex),
  })
  const gasUsed = settleGas(result, intrinsicGas, floorGas)
  await payGas(evm, block, caller, message, gasUsed)
  await removeDestroyed(evm, result)
  await evm.journal.cleanup()
  evm.stateManager.originalStorageCache.clear()
  return toExecutionResult(result, gasUsed)
}

const measureIntrinsicGas = (vm: VM, message: Message, caller: Address) => {
  const transaction = createAccessList2930Tx(
    {
      data: message.data,
      gasLimit: message.gasLimit,
      ...(message.to === undefined ? {} : { to: new Address(message.to) }),
      accessList: message.accessList.map(([address, keys]) => [address, [...keys]]),
    },
    { common: vm.common, freeze: false },
  )
  // A plain call is measured as a legacy transaction: an empty access list costs nothing.
  const intrinsicGas = transaction.getIntrinsicGas()
  const floorGas = getCalldataFloorGas(transaction, caller)
  const leastGas = bigIntMax(intrinsicGas, floorGas)
  if (message.gasLimit < leastGas) {
    throw new InvalidTransactionError(`intrinsic gas too low: gas ${message.gasLimit}, minimum needed ${leastGas}`)
  }
  return { intrinsicGas, floorGas }
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

/** EIP-3529 caps the refund, EIP-7623 sets the floor. */
const settleGas = ({ execResult }: EVMResult, intrinsicGas: bigint, floorGas: bigint): bigint => {
  const spent = execResult.executionGasUsed + intrinsicGas
  const refund = execResult.gasRefund ?? 0n
  const maxRefund = spent / MAX_REFUND_QUOTIENT
  const used = spent - (refund < maxRefund ? refund : maxRefund)
  return bigIntMax(used, floorGas)
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

const runSetCode = async (vm: VM, block: Block, message: Message): Promise<ExecutionResult> => {
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
  try {
    const result = await runTx(vm, { tx, block, skipNonce: true, skipHardForkValidation: true })
    return toExecutionResult(result, result.totalGasSpent)
  } catch (error) {
    throw toInvalidTransactionError(error)
  }
}

const toExecutionResult = ({ execResult, createdAddress }: EVMResult, gasUsed: bigint): ExecutionResult => ({
  isSuccess: execResult.exceptionError === undefined,
  gasUsed,
  returnData: execResult.returnValue,
  logs: (execResult.logs ?? []).map(toLogEntry),
  error: execResult.exceptionError?.error,
  createdAddress: createdAddress?.bytes,
})
