import type { Common } from '@ethereumjs/common'
import type { TypedTransaction } from '@ethereumjs/tx'
import { type EOACode7702AuthorizationListBytesItem, eoaCode7702RecoverAuthority } from '@ethereumjs/util'
import { toHex } from '../chain/bytes.ts'
import type { ExecutionSession } from '../chain/Chain.ts'
import { refuse } from '../chain/ChainError.ts'
import { decodeStoredTransaction } from '../chain/pool/decodeTransaction.ts'
import { type ReplayableChain, reopenBlock, reopenTransaction, requireSame } from '../chain/reopenBlock.ts'
import type { BlockRecord, TransactionRecord } from '../chain/store/ChainRecords.ts'
import { createPrecompileCheck } from '../evm/createPrecompileCheck.ts'
import { type ExecutionResult, InvalidTransactionError, type Message } from '../evm/Executor.ts'
import type { FlatCall } from '../evm/trace/createFlatCallTracer.ts'
import type { TraceSubject } from '../evm/trace/createTouchRecorder.ts'
import { createTraceBudget, type TraceBudget, TraceTooLargeError } from '../evm/trace/createTraceBudget.ts'
import type { TraceJson, TransactionTracer } from '../evm/trace/Tracer.ts'
import type { TracerContext } from './createTracer.ts'
import { RPC_CODES, RpcError } from './RpcError.ts'

/** Makes the tracer of one transaction. */
export type MakeTracer = (context: TracerContext) => TransactionTracer

/** What traces of one request share: the chain's rules, how each tracer is made, what the answer may be long. */
export type TraceRun = { readonly common: Common; readonly make: MakeTracer; readonly budget: TraceBudget }

type Traced = { readonly trace: TraceJson; readonly result: ExecutionResult }

/** Gives `task` what one request may spend. @throws RpcError -32005 when its answer would be too large. */
export const withinBudget = async <Result>(task: (budget: TraceBudget) => Promise<Result>): Promise<Result> => {
  try {
    return await task(createTraceBudget())
  } catch (error) {
    throw error instanceof TraceTooLargeError ? new RpcError(RPC_CODES.limitExceeded, error.message) : error
  }
}

/** Traces a signed transaction on the session's state. @throws ChainError when it cannot even begin. */
export const traceTransaction = (
  session: ExecutionSession,
  transaction: TypedTransaction,
  run: TraceRun,
  place: FlatCall = {},
): Promise<Traced> => {
  const authorizations =
    transaction.type === 4 && 'authorizationList' in transaction ? transaction.authorizationList : []
  const subject: TraceSubject = {
    from: transaction.getSenderAddress().bytes,
    to: transaction.to?.bytes,
    coinbase: session.environment.coinbase,
    authorities: authorizations.flatMap(recoverAuthority),
    gasLimit: transaction.gasLimit,
  }
  return trace(session, subject, run, place, (tracer) => session.execution.runTransaction(transaction, tracer))
}

/** Traces a message on the session's state. @throws ChainError when it cannot even begin. */
export const traceMessage = (session: ExecutionSession, message: Message, run: TraceRun): Promise<Traced> => {
  const authorities = message.authorizationList.flatMap((item) => recoverAuthority([...item]))
  const subject: TraceSubject = { ...message, coinbase: session.environment.coinbase, authorities }
  return trace(session, subject, run, {}, (tracer) => session.execution.runMessage(message, tracer))
}

const trace = async (
  { state }: ExecutionSession,
  subject: TraceSubject,
  { common, make, budget }: TraceRun,
  place: FlatCall,
  execute: (tracer: TransactionTracer) => Promise<ExecutionResult>,
): Promise<Traced> => {
  const tracer = make({ subject, state, isPrecompile: createPrecompileCheck(common), place, budget })
  try {
    const result = await execute(tracer)
    budget.requireRoom()
    return { trace: tracer.toResult(result), result }
  } catch (error) {
    throw error instanceof InvalidTransactionError ? refuse(error.message) : error
  }
}

/** Traces a sealed transaction in its reopened block. @throws ChainError when it comes out differently. */
const traceRecord = async (
  session: ExecutionSession,
  record: TransactionRecord,
  block: BlockRecord,
  run: TraceRun,
): Promise<TraceJson> => {
  const place = {
    blockHash: toHex(block.hash),
    blockNumber: block.number,
    transactionHash: toHex(record.hash),
    transactionPosition: record.position,
  }
  const transaction = decodeStoredTransaction(record.raw, run.common)
  const traced = await traceTransaction(session, transaction, run, place)
  requireSame(record, traced.result)
  return traced.trace
}

/** Traces a sealed transaction; `undefined` when there is none of that hash. */
export const traceSealed = (chain: ReplayableChain, hash: Uint8Array, make: MakeTracer) =>
  withinBudget(async (budget) =>
    reopenTransaction(chain, hash, (session, record, block) =>
      traceRecord(session, record, block, { common: chain.common, make, budget }),
    ),
  )

/** Traces all transactions of a sealed block, in order. */
export const traceBlock = (chain: ReplayableChain, block: BlockRecord, make: MakeTracer, budget: TraceBudget) =>
  reopenBlock(chain, block, async (session) => {
    const run = { common: chain.common, make, budget }
    const traces: { readonly txHash: string; readonly result: TraceJson }[] = []
    for (const record of chain.store.getTransactions(block.number)) {
      traces.push({ txHash: toHex(record.hash), result: await traceRecord(session, record, block, run) })
    }
    return traces
  })

/** An authorization whose signature is wrong is skipped, as the transaction skips it (EIP-7702). */
const recoverAuthority = (authorization: EOACode7702AuthorizationListBytesItem): Uint8Array[] => {
  try {
    return [eoaCode7702RecoverAuthority(authorization).bytes]
  } catch {
    return []
  }
}
