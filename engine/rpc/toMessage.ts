import { Account, bigIntMin } from '@ethereumjs/util'
import { fromHex, toWord } from '../chain/bytes.ts'
import { CHAIN_ERROR_CODES, ChainError, refuse } from '../chain/ChainError.ts'
import type { WorldState } from '../chain/state/WorldState.ts'
import type { AuthorizationBytes, BlockEnvironment, ExecutionResult, Message } from '../evm/Executor.ts'
import { describeRevert } from './describeRevert.ts'
import type { BlockOverride, CallRequest, StateOverride } from './schemas.ts'

const EMPTY_BYTES = new Uint8Array()
const ZERO_ADDRESS = new Uint8Array(20)

const toMinimalBytes = (value: bigint): Uint8Array => {
  const word = toWord(value)
  const start = word.findIndex((byte) => byte !== 0)
  return start === -1 ? EMPTY_BYTES : word.subarray(start)
}

type Authorization = NonNullable<CallRequest['authorizationList']>[number]

/** An authorization (EIP-7702) as the executor takes it. */
export const toAuthorization = (item: Authorization): AuthorizationBytes => [
  toMinimalBytes(item.chainId),
  item.address,
  toMinimalBytes(item.nonce),
  toMinimalBytes(item.yParity ?? (item.v ?? 0n) % 27n),
  toMinimalBytes(item.r),
  toMinimalBytes(item.s),
]

/** What a call pays for gas: nothing unless it says so. */
const toGasPrice = (request: CallRequest, baseFeePerGas: bigint): bigint => {
  if (request.gasPrice !== undefined) return request.gasPrice
  if (request.maxFeePerGas === undefined) return 0n
  if (request.maxFeePerGas > 0n && request.maxFeePerGas < baseFeePerGas) {
    throw refuse(
      `max fee per gas less than block base fee: maxFeePerGas: ${request.maxFeePerGas}, baseFee: ${baseFeePerGas}`,
    )
  }
  const withTip = baseFeePerGas + (request.maxPriorityFeePerGas ?? 0n)
  return request.maxFeePerGas < withTip ? request.maxFeePerGas : withTip
}

/** A call object as the executor takes it; gas is all a block has unless the call says less. */
export const toMessage = (request: CallRequest, environment: BlockEnvironment): Message => {
  if (request.data !== undefined && request.input !== undefined && Buffer.compare(request.data, request.input) !== 0) {
    throw new ChainError(CHAIN_ERROR_CODES.invalidParams, 'both "data" and "input" are set and not equal')
  }
  const gas = request.gas ?? environment.gasLimit
  return {
    from: request.from ?? ZERO_ADDRESS,
    to: request.to ?? undefined,
    data: request.input ?? request.data ?? EMPTY_BYTES,
    value: request.value ?? 0n,
    gasLimit: bigIntMin(gas, environment.gasLimit),
    gasPrice: toGasPrice(request, environment.baseFeePerGas),
    accessList: (request.accessList ?? []).map(({ address, storageKeys }) => [address, storageKeys] as const),
    blobVersionedHashes: request.blobVersionedHashes ?? [],
    authorizationList: (request.authorizationList ?? []).map(toAuthorization),
  }
}

/** Applies a call's block overrides. */
export const overrideBlock = (
  environment: BlockEnvironment,
  override: BlockOverride | undefined,
): BlockEnvironment => ({
  ...environment,
  ...(override?.number === undefined ? {} : { number: override.number }),
  ...(override?.time === undefined ? {} : { timestamp: override.time }),
  ...(override?.gasLimit === undefined ? {} : { gasLimit: override.gasLimit }),
  ...(override?.feeRecipient === undefined ? {} : { coinbase: override.feeRecipient }),
  ...(override?.prevRandao === undefined ? {} : { prevRandao: override.prevRandao }),
  ...(override?.baseFeePerGas === undefined ? {} : { baseFeePerGas: override.baseFeePerGas }),
})

/** Applies a call's state overrides; the chain undoes them after the call. */
export const overrideState = (state: WorldState, overrides: StateOverride | null | undefined): void => {
  for (const [addressHex, override] of Object.entries(overrides ?? {})) {
    const address = fromHex(addressHex)
    const account = state.getAccount(address) ?? new Account()
    if (override.balance !== undefined) account.balance = override.balance
    if (override.nonce !== undefined) account.nonce = override.nonce
    state.putAccount(address, account)
    if (override.code !== undefined) state.putCode(address, override.code)
    if (override.state !== undefined) state.clearStorage(address)
    for (const [slot, value] of Object.entries({ ...override.state, ...override.stateDiff })) {
      state.putStorage(address, toWord(BigInt(slot)), value)
    }
  }
  state.forgetOriginals()
}

/** Throws what a node answers to a call that failed: code 3 with the data of a revert, else -32000. */
export const requireSuccess = (result: ExecutionResult): ExecutionResult => {
  if (result.isSuccess) return result
  if (result.error === 'revert') throw describeRevert(result.returnData)
  throw refuse(result.error ?? 'execution failed')
}
