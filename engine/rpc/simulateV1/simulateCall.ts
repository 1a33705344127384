import type { TypedTransaction } from '@ethereumjs/tx'
import { Address } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { toHex } from '../../chain/bytes.ts'
import type { Chain } from '../../chain/Chain.ts'
import type { PooledTransaction } from '../../chain/pool/TransactionPool.ts'
import type { ExecutedTransaction } from '../../chain/sealBlock.ts'
import type { WorldState } from '../../chain/state/WorldState.ts'
import type { BlockEnvironment, BlockExecution, LogEntry } from '../../evm/Executor.ts'
import { createCallRecorder } from '../../evm/trace/createCallRecorder.ts'
import type { TraceBudget } from '../../evm/trace/createTraceBudget.ts'
import { buildTransaction } from '../accounts/buildTransaction.ts'
import type { FilledTransaction } from '../accounts/fillTransaction.ts'
import type { TransactionRequest } from '../accounts/TransactionRequest.ts'
import { toMessage } from '../toMessage.ts'
import { listTransferLogs } from './listTransferLogs.ts'
import { refuseSimulation, toCallRefusal } from './SimulationError.ts'
import { toTransactionResult } from './toTransactionResult.ts'

/** EIP-7825: since Osaka one transaction may use no more. */
const OSAKA_GAS_CAP = 16_777_216n
const ZERO_ADDRESS = new Uint8Array(20)
const EMPTY_BYTES = new Uint8Array()

/** How a simulation runs. */
export type SimulationMode = {
  readonly isValidated: boolean
  readonly tracesTransfers: boolean
  readonly budget: TraceBudget
}

/** A block under way. Gas in gas. */
export type BlockProgress = {
  readonly chain: Pick<Chain, 'common'>
  readonly state: WorldState
  readonly environment: BlockEnvironment
  readonly execution: BlockExecution
  readonly mode: SimulationMode
  readonly gasUsed: bigint
  /** What is left for the whole simulation. */
  readonly gasLeft: bigint
}

/** A call that was made: its place in the block, and what it logged, transfers among it where they were asked for. */
export type SimulatedCall = ExecutedTransaction & { readonly logs: readonly LogEntry[] }

/** Makes one call in a block. @throws ChainError with a code of `SIMULATION_CODES` when it cannot begin */
export const simulateCall = async (progress: BlockProgress, request: TransactionRequest): Promise<SimulatedCall> => {
  const { chain, state, environment, execution, mode, gasUsed } = progress
  const filled = fillCall(progress, request)
  const recorder = mode.tracesTransfers ? createCallRecorder({ withLog: true }, state, mode.budget) : undefined
  try {
    const transaction = toTransaction(filled, request, chain)
    const pooled = toPooled(transaction, filled.from)
    const gas = { ...request, gas: filled.gasLimit }
    const executed = mode.isValidated
      ? await execution.runTransaction(transaction, recorder)
      : toTransactionResult(
          await execution.runMessage(toMessage(gas, environment), recorder),
          transaction,
          gasUsed,
          environment.baseFeePerGas,
        )
    mode.budget.requireRoom()
    state.forgetOriginals()
    return { pooled, result: executed, logs: recorder === undefined ? executed.logs : listTransferLogs(recorder.top()) }
  } catch (error) {
    throw toCallRefusal(error, filled.gasLimit)
  }
}

const fillCall = (progress: BlockProgress, request: TransactionRequest): FilledTransaction => {
  const { chain, state, environment, gasUsed, gasLeft } = progress
  const from = request.from ?? ZERO_ADDRESS
  const { gasPrice } = request
  return {
    type: chooseType(request),
    from,
    to: request.to ?? undefined,
    nonce: request.nonce ?? state.getAccount(from)?.nonce ?? 0n,
    gasLimit: chooseGas(request, environment.gasLimit, gasUsed, gasLeft, chain),
    value: request.value ?? 0n,
    data: request.input ?? request.data ?? EMPTY_BYTES,
    accessList: request.accessList ?? [],
    authorizationList: request.authorizationList ?? [],
    gasPrice,
    maxFeePerGas: gasPrice ?? request.maxFeePerGas ?? 0n,
    maxPriorityFeePerGas: gasPrice ?? request.maxPriorityFeePerGas ?? 0n,
    maxFeePerBlobGas: request.maxFeePerBlobGas ?? 0n,
    blobs: [],
  }
}

const chooseType = (request: TransactionRequest): FilledTransaction['type'] => {
  if (request.authorizationList !== undefined) return 4
  if (request.blobVersionedHashes !== undefined) return 3
  if (request.gasPrice === undefined) return 2
  return request.accessList === undefined ? 0 : 1
}

/** All that is left of the block, unless the call says less. */
const chooseGas = (
  { gas }: TransactionRequest,
  blockGasLimit: bigint,
  gasUsed: bigint,
  gasLeft: bigint,
  { common }: Pick<Chain, 'common'>,
): bigint => {
  const left = blockGasLimit - gasUsed
  if (gas !== undefined && gas > left) {
    throw refuseSimulation('blockGasLimit', `block gas limit reached: ${gasUsed + gas} >= ${blockGasLimit}`)
  }
  const wanted = gas ?? left
  const capped = wanted < gasLeft ? wanted : gasLeft
  return gas === undefined && common.isActivatedEIP(7825) && capped > OSAKA_GAS_CAP ? OSAKA_GAS_CAP : capped
}

const toTransaction = (
  filled: FilledTransaction,
  request: TransactionRequest,
  { common }: Pick<Chain, 'common'>,
): TypedTransaction => {
  const transaction = buildTransaction(filled, common, (request.blobVersionedHashes ?? []).map(toHex))
  const sender = new Address(filled.from)
  transaction.getSenderAddress = () => sender
  return transaction
}

const toPooled = (transaction: TypedTransaction, from: Uint8Array): PooledTransaction => {
  const raw = transaction.serialize()
  return { transaction, hash: toHex(keccak_256(raw)), sender: toHex(from), raw }
}
