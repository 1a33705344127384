import type { TraceSubject } from '../api/debugger.ts'
import { TerminalError } from '../api/errors.ts'
import type { SimulationItem, SimulationSubject } from '../api/simulation.ts'
import { fromHex } from '../chain/bytes.ts'
import type { Chain, ExecutionSession } from '../chain/Chain.ts'
import { ChainError } from '../chain/ChainError.ts'
import { decodeStoredTransaction } from '../chain/pool/decodeTransaction.ts'
import { type ReplayableChain, reopenTransaction, requireSame } from '../chain/reopenBlock.ts'
import { type BlockEnvironment, type ExecutionResult, InvalidTransactionError, type Message } from '../evm/Executor.ts'
import { overrideAccounts, overrideEnvironment } from '../simulation/applyOverrides.ts'
import { findTarget } from '../simulation/findTarget.ts'
import { type PreparedItem, prepareItem } from '../simulation/prepareItem.ts'
import { runItem } from '../simulation/runItem.ts'
import { createTraceRecorder, type RecordLimits } from './record/createTraceRecorder.ts'
import type { RecordedTrace } from './record/RecordedTrace.ts'

/** What tracing needs of a chain: a reader of its file has it. */
export type TraceableChain = ReplayableChain & Pick<Chain, 'head'>

/** A trace, and how what was traced came out. */
export type RecordedRun = { readonly trace: RecordedTrace; readonly result: ExecutionResult }

const ZERO_ADDRESS = `0x${'0'.repeat(40)}`

/**
 * Runs a transaction where it ran, a call on a block, or an item of a simulation after those before it, and records every step.
 *
 * @throws TerminalError `debugger/transaction-not-found`, `debugger/not-replayable`, `debugger/too-large`, `chain/rejected`,
 * `simulation/block-not-found`
 */
export const runSubject = (
  chain: TraceableChain,
  subject: TraceSubject,
  limits: RecordLimits,
): Promise<RecordedRun> => {
  if (subject.kind === 'transaction') return runTransaction(chain, subject.hash, limits)
  return subject.kind === 'call' ? runCall(chain, subject, limits) : runSimulated(chain, subject, limits)
}

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
  return chain.execute(block, (environment) => environment, run).catch(rejectAsRefused)
}

/** An item of a bundle, on what those before it did; one of them that could not be in the block does nothing, as in a simulation. */
const runSimulated = async (
  chain: TraceableChain,
  { block, items, stateOverrides, blockOverrides, item: index }: SimulationSubject,
  limits: RecordLimits,
): Promise<RecordedRun> => {
  const target = findTarget(chain, block)
  const run = async (session: ExecutionSession): Promise<RecordedRun> => {
    const { state, environment } = session
    const prepare = (item: SimulationItem): PreparedItem => prepareItem(item, environment, state, chain.common)
    overrideAccounts(state, stateOverrides)
    for (const item of items.slice(0, index)) {
      try {
        await runItem(session, prepare(item))
      } catch (error) {
        if (!(error instanceof InvalidTransactionError)) throw error
      }
    }
    const [item] = items.slice(index)
    if (item === undefined) throw new Error(`There is no item ${index}.`)
    const recorder = createTraceRecorder(state, limits)
    const result = await runItem(session, prepare(item), recorder)
    return { result, trace: requireTrace(recorder.finish(), limits) }
  }
  const adjust = (environment: BlockEnvironment) => overrideEnvironment(environment, blockOverrides)
  return chain.execute(target, adjust, run).catch(rejectAsRefused)
}

const rejectAsRefused = (error: unknown): never => {
  const isRefused = error instanceof ChainError || error instanceof InvalidTransactionError
  throw isRefused ? new TerminalError('chain/rejected', error.message, { reason: error.message }) : error
}

const requireTrace = (trace: RecordedTrace | undefined, { maxSteps, maxBytes }: RecordLimits): RecordedTrace => {
  if (trace !== undefined) return trace
  throw new TerminalError(
    'debugger/too-large',
    `The trace has more than ${maxSteps} steps, or takes more than ${Math.round(maxBytes / 1_048_576)} MiB.`,
    { maxSteps, maxBytes },
  )
}
