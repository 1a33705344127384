import { type Block, createBlock } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import type { TypedTransaction } from '@ethereumjs/tx'
import { Account, Address } from '@ethereumjs/util'
import { encodeReceipt, type RunTxResult, runTx, type VM } from '@ethereumjs/vm'
import { createReferenceEngine, type ReferenceEngine } from './createReferenceEngine.ts'
import type { ExecutionGuard } from './ExecutionGuard.ts'
import type { ExecutionState } from './ExecutionState.ts'
import {
  type BlockEnvironment,
  type BlockExecution,
  BlockFullError,
  type BlockOptions,
  BlockRuleError,
  type Executor,
  type GasBreakdown,
  InvalidTransactionError,
  type LogEntry,
  type TransactionResult,
} from './Executor.ts'
import { findImpersonatedSender } from './impersonation.ts'
import { listMessageKeys, prepareTransaction } from './listStateKeys.ts'
import { overwriteRingBuffers } from './overwriteRingBuffers.ts'
import { readTransactionGas } from './readTransactionGas.ts'
import { runMessage } from './runMessage.ts'
import { runClosingSystemCalls, runOpeningSystemCalls } from './systemCalls.ts'
import { toInvalidTransactionError } from './toInvalidTransactionError.ts'
import { toLogEntry } from './toLogEntry.ts'
import { runWithTracer } from './trace/runWithTracer.ts'
import type { Withdrawal } from './Withdrawal.ts'

export type ReferenceExecutorOptions = {
  readonly common: Common
  /** The hash of one of the 256 blocks before the current one, for BLOCKHASH. */
  readonly getBlockHash: (number: number) => Uint8Array | Promise<Uint8Array>
}

/** The executor on @ethereumjs/evm: exact and slow; the oracle for any other. */
export const createReferenceExecutor = async (options: ReferenceExecutorOptions): Promise<Executor> => {
  const { common, getBlockHash } = options
  let engine = await createReferenceEngine(common, getBlockHash)
  /** An engine that was left in the middle of an execution has warm addresses and transient storage of it: it is not used again. */
  const run = async <Result>(task: (engine: ReferenceEngine) => Promise<Result>): Promise<Result> => {
    try {
      return await task(engine)
    } catch (error) {
      const isRefusal = error instanceof InvalidTransactionError || error instanceof BlockRuleError
      if (!isRefusal) engine = await createReferenceEngine(common, getBlockHash)
      throw error
    }
  }
  const precompiles = new Set(engine.evm.precompiles.keys())
  return {
    isPrecompile: (address) => precompiles.has(address.slice(2)),
    enterBlock: (environment, state, guard, blockOptions = {}) =>
      createExecution({ run, common, environment, state, guard, options: blockOptions }),
  }
}

type ExecutionContext = {
  readonly run: <Result>(task: (engine: ReferenceEngine) => Promise<Result>) => Promise<Result>
  readonly common: Common
  readonly environment: BlockEnvironment
  readonly state: ExecutionState
  readonly guard: ExecutionGuard | undefined
  readonly options: BlockOptions
}

const toBlock = ({ environment, common, options }: ExecutionContext, baseFeePerGas: bigint): Block => {
  const block = createBlock(
    {
      header: {
        parentHash: environment.parentHash,
        coinbase: new Address(environment.coinbase),
        number: environment.number,
        timestamp: environment.timestamp,
        gasLimit: environment.gasLimit,
        baseFeePerGas,
        excessBlobGas: environment.excessBlobGas,
        mixHash: environment.prevRandao,
        parentBeaconBlockRoot: environment.parentBeaconBlockRoot,
      },
    },
    { common, skipConsensusFormatValidation: true, freeze: false },
  )
  const { blobBaseFee } = options
  if (blobBaseFee !== undefined) block.header.getBlobGasPrice = () => blobBaseFee
  return block
}

const createExecution = (context: ExecutionContext): BlockExecution => {
  const { common, environment, state, guard, options } = context
  const block = toBlock(context, environment.baseFeePerGas)
  let freeBlock: Block | undefined
  let cumulativeGasUsed = 0n
  let blobGasUsed = 0n
  const logs: LogEntry[] = []

  const run = <Result>(task: (engine: ReferenceEngine) => Promise<Result>): Promise<Result> =>
    context.run((engine) => {
      engine.enter(state, guard, options)
      return task(engine)
    })

  return {
    open: () =>
      run(async ({ evm }) => {
        if (state.prepare !== undefined) await overwriteRingBuffers(state, environment)
        await runOpeningSystemCalls(evm, block)
      }),
    runTransaction: async (transaction, tracer) => {
      requireBlobRoom(transaction, blobGasUsed, common)
      if (state.prepare !== undefined) await prepareTransaction(state, transaction)
      const readGas = readTransactionGas(transaction, state, common)
      const admitsContract = options.admitsContracts === true || findImpersonatedSender(transaction) !== undefined
      const result = await run(({ vm, evm, admitSender }) => {
        // Nobody signs for an impersonated account: it may as well have code.
        if (admitsContract) admitSender(transaction.getSenderAddress())
        return runWithTracer(evm, tracer, () => runValid(vm, block, transaction, cumulativeGasUsed))
      })
      cumulativeGasUsed += result.totalGasSpent
      blobGasUsed += result.blobGasUsed ?? 0n
      const summary = toTransactionResult(
        transaction,
        result,
        readGas(result),
        cumulativeGasUsed,
        environment.baseFeePerGas,
      )
      logs.push(...summary.logs)
      return summary
    },
    runMessage: async (message, tracer) => {
      if (state.prepare !== undefined) await state.prepare(listMessageKeys(message), message)
      if (message.gasPrice === 0n) freeBlock ??= toBlock(context, 0n)
      const ownBlock = message.gasPrice === 0n ? (freeBlock ?? block) : block
      return run(({ vm, evm }) => runWithTracer(evm, tracer, () => runMessage(vm, evm, ownBlock, message, state)))
    },
    close: (withdrawals = []) => {
      for (const withdrawal of withdrawals) payWithdrawal(state, withdrawal)
      return run(({ evm }) => runClosingSystemCalls(evm, block, logs))
    },
  }
}

const WEI_PER_GWEI = 1_000_000_000n

/** EIP-4895. Nothing is paid to nobody: that would leave an empty account. */
const payWithdrawal = (state: ExecutionState, { address, amountGwei }: Withdrawal): void => {
  if (amountGwei === 0n) return
  const account = state.getAccount(address) ?? new Account()
  account.balance += amountGwei * WEI_PER_GWEI
  state.putAccount(address, account)
}

/** EIP-4844, with the limit of EIP-7691. */
const requireBlobRoom = (transaction: TypedTransaction, blobGasUsed: bigint, common: Common): void => {
  if (!('blobVersionedHashes' in transaction)) return
  const blobGas = BigInt(transaction.numBlobs()) * common.param('blobGasPerBlob')
  const { maxBlobGasPerBlock } = common.getBlobGasSchedule()
  if (blobGasUsed + blobGas > maxBlobGasPerBlock) throw new BlockFullError('blob gas limit reached')
}

const runValid = async (vm: VM, block: Block, tx: TypedTransaction, blockGasUsed: bigint): Promise<RunTxResult> => {
  if (block.header.gasLimit - blockGasUsed < tx.gasLimit) throw new BlockFullError('gas limit reached')
  try {
    return await runTx(vm, { tx, block, blockGasUsed, skipHardForkValidation: true })
  } catch (error) {
    throw toInvalidTransactionError(error)
  }
}

const toTransactionResult = (
  transaction: TypedTransaction,
  result: RunTxResult,
  gas: GasBreakdown,
  cumulativeGasUsed: bigint,
  baseFeePerGas: bigint,
): TransactionResult => ({
  isSuccess: result.execResult.exceptionError === undefined,
  gasUsed: result.totalGasSpent,
  gas,
  cumulativeGasUsed,
  effectiveGasPrice: transaction.getEffectivePriorityFee(baseFeePerGas) + baseFeePerGas,
  blobGasUsed: result.blobGasUsed ?? 0n,
  returnData: result.execResult.returnValue,
  logs: result.receipt.logs.map(toLogEntry),
  error: result.execResult.exceptionError?.error,
  createdAddress: result.createdAddress?.bytes,
  bloom: result.bloom.bitvector,
  encodedReceipt: encodeReceipt(result.receipt, transaction.type),
})
