import type { TraceSubject } from '../api/debugger.ts'
import { TerminalError } from '../api/errors.ts'
import { fromHex } from '../chain/bytes.ts'
import type { Chain, ExecutionSession } from '../chain/Chain.ts'
import { ChainError } from '../chain/ChainError.ts'
import { decodeStoredTransaction } from '../chain/pool/decodeTransaction.ts'
import { type ReplayableChain, reopenTransaction, requireSame } from '../chain/reopenBlock.ts'
import { type ExecutionResult, InvalidTransactionError, type Message } from '../evm/Executor.ts'
import { createTraceRecorder, type RecordLimits } from './record/createTraceRecorder.ts'
import type { RecordedTrace } from './record/RecordedTrace.ts'

/** What tracing needs of a chain: a reader of its file has it. */
export type TraceableChain = ReplayableChain & Pick<Chain, 'head'>

/** A trace, and how what was traced came out. */
export type RecordedRun = { readonly trace: RecordedTrace; readonly result: ExecutionResult }

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`

/**
 * Runs a transaction where it ran, or a call on a block, and records every step.
 *
 * @throws TerminalError `debugger/transaction-not-found`, `debugger/not-replayable`, `debugger/too-large`, `chain/rejected`
 */
export const runSubject = (chain: TraceableChain, subject: TraceSubject, limits: RecordLimits): Promise<RecordedRun> =>
  subject.kind === 'transaction' ? runTransaction(chain, subject.hash, limits) : runCall(chain, subject, limits)

const runTransaction = async (chain: TraceableChain, hash: string, limits: RecordLimits): Promise<RecordedRun> => {
  const run = reopenTransaction(chain, fromHex(hash), async (session, record) => {
    const transaction = decodeStoredTransaction(record.raw, chain.common)
    const recorder = createTraceRecorder(session.state, limits)
    const result = await session.execution.runTransaction(transaction, recorder)
    requireSame(record, result)
    return { result, trace: requireTrace(recorder.finish(), limits) }
  })
  if (run === undefined) {
    throw new TerminalError('debugger/transaction-not-found', `There is no transaction ${hash} in a block.`, { hash })
  }
  try {
    return await run
  } catch (error) {
    throw error instanceof ChainError ? new TerminalError('debugger/not-replayable', error.message, { hash }) : error
  }
}

const runCall = async (
  chain: TraceableChain,
  { call, blockNumber }: Extract<TraceSubject, { kind: 'call' }>,
  limits: RecordLimits,
): Promise<RecordedRun> => {
  const block = blockNumber === undefined ? 'pending' : chain.store.getBlockByNumber(blockNumber)
  if (block === undefined) {
    throw new TerminalError('chain/rejected', `There is no block ${blockNumber}.`, { reason: 'block not found' })
  }
  const run = async ({ state, environment, execution }: ExecutionSession): Promise<RecordedRun> => {
    const recorder = createTraceRecorder(state, limits)
    const message: Message = {
      from: fromHex(call.from ?? ZERO_ADDRESS),
      to: call.to === undefined ? undefined : fromHex(call.to),
      data: fromHex(call.data),
      value: call.valueWei,
      gasLimit: call.gas === undefined || call.gas > environment.gasLimit ? environment.gasLimit : call.gas,
      gasPrice: 0n,
      accessList: [],
      blobVersionedHashes: [],
      authorizationList: [],
    }
    const result = await execution.runMessage(message, recorder)
    return { result, trace: requireTrace(recorder.finish(), limits) }
  }
  try {
    return await chain.execute(block, (environment) => environment, run)
  } catch (error) {
    const isRefused = error instanceof ChainError || error instanceof InvalidTransactionError
    throw isRefused ? new TerminalError('chain/rejected', error.message, { reason: error.message }) : error
  }
}

const requireTrace = (trace: RecordedTrace | undefined, { maxSteps, maxBytes }: RecordLimits): RecordedTrace => {
  if (trace !== undefined) return trace
  throw new TerminalError(
    'debugger/too-large',
    `The trace has more than ${maxSteps} steps, or takes more than ${Math.round(maxBytes / 1_048_576)} MiB.`,
    { maxSteps, maxBytes },
  )
}
