import type { Common } from '@ethereumjs/common'
import type { TypedTransaction } from '@ethereumjs/tx'
import type { SimulationItem } from '../api/simulation.ts'
import { fromHex, toWord } from '../chain/bytes.ts'
import { ChainError } from '../chain/ChainError.ts'
import { decodeSigned } from '../chain/pool/decodeTransaction.ts'
import type { ExecutionState } from '../evm/ExecutionState.ts'
import {
  type AuthorizationBytes,
  type BlockEnvironment,
  InvalidTransactionError,
  type Message,
} from '../evm/Executor.ts'
import { listAuthorizations } from '../evm/readTransactionGas.ts'

/** An item as the executor takes it. */
export type PreparedItem = {
  readonly from: Uint8Array
  readonly to: Uint8Array | undefined
  readonly data: Uint8Array
  readonly value: bigint
  readonly gasLimit: bigint
  readonly authorizations: readonly AuthorizationBytes[]
  readonly run:
    | { readonly kind: 'message'; readonly message: Message }
    | { readonly kind: 'transaction'; readonly transaction: TypedTransaction; readonly hash: `0x${string}` }
}

type Call = Extract<SimulationItem, { readonly kind: 'call' }>

/** @throws InvalidTransactionError when it could not be in the block. */
export const prepareItem = (
  item: SimulationItem,
  environment: BlockEnvironment,
  state: ExecutionState,
  common: Common,
): PreparedItem => (item.kind === 'call' ? prepareCall(item, environment, state) : prepareTransaction(item.raw, common))

const prepareTransaction = (raw: `0x${string}`, common: Common): PreparedItem => {
  try {
    const { transaction, hash } = decodeSigned(fromHex(raw), common)
    const { to, data, value, gasLimit } = transaction
    return {
      from: transaction.getSenderAddress().bytes,
      to: to?.bytes,
      data,
      value,
      gasLimit,
      authorizations: listAuthorizations(transaction),
      run: { kind: 'transaction', transaction, hash: hash as `0x${string}` },
    }
  } catch (error) {
    throw error instanceof ChainError ? new InvalidTransactionError(error.message) : error
  }
}

const prepareCall = (call: Call, environment: BlockEnvironment, state: ExecutionState): PreparedItem => {
  const from = fromHex(call.from)
  const nonce = state.getAccount(from)?.nonce ?? 0n
  if (call.nonce !== undefined && call.nonce !== nonce) {
    const relation = call.nonce < nonce ? 'low' : 'high'
    throw new InvalidTransactionError(`nonce too ${relation}: address ${call.from}, tx: ${call.nonce} state: ${nonce}`)
  }
  const { gasLimit: mostGas } = environment
  const message: Message = {
    from,
    to: call.to === undefined ? undefined : fromHex(call.to),
    data: fromHex(call.data),
    value: call.valueWei,
    gasLimit: call.gas === undefined || call.gas > mostGas ? mostGas : call.gas,
    gasPrice: toGasPrice(call, environment.baseFeePerGas),
    accessList: call.accessList.map(
      ({ address, storageKeys }) => [fromHex(address), storageKeys.map(fromHex)] as const,
    ),
    blobVersionedHashes: call.blobVersionedHashes.map(fromHex),
    authorizationList: call.authorizationList.map(toAuthorization),
  }
  const { to, data, value, gasLimit, authorizationList } = message
  return { from, to, data, value, gasLimit, authorizations: authorizationList, run: { kind: 'message', message } }
}

/** EIP-1559. Without any fee, gas is free. */
const toGasPrice = (call: Call, baseFeePerGas: bigint): bigint => {
  if (call.gasPriceWei === undefined && call.maxFeePerGasWei === undefined) return 0n
  const maxFee = call.maxFeePerGasWei ?? call.gasPriceWei ?? 0n
  if (maxFee === 0n) return 0n
  if (maxFee < baseFeePerGas) {
    throw new InvalidTransactionError(
      `max fee per gas less than block base fee: maxFeePerGas: ${maxFee}, baseFee: ${baseFeePerGas}`,
    )
  }
  if (call.gasPriceWei !== undefined) return call.gasPriceWei
  const withTip = baseFeePerGas + (call.maxPriorityFeePerGasWei ?? 0n)
  return maxFee < withTip ? maxFee : withTip
}

const toAuthorization = (item: Call['authorizationList'][number]): AuthorizationBytes => [
  toMinimalBytes(item.chainId),
  fromHex(item.address),
  toMinimalBytes(item.nonce),
  toMinimalBytes(BigInt(item.yParity)),
  toMinimalBytes(BigInt(item.r)),
  toMinimalBytes(BigInt(item.s)),
]

const toMinimalBytes = (value: bigint): Uint8Array => {
  const word = toWord(value)
  const start = word.findIndex((byte) => byte !== 0)
  return start === -1 ? new Uint8Array() : word.subarray(start)
}
