import type { TypedTransaction } from '@ethereumjs/tx'
import { type EOACode7702AuthorizationListBytesItem, eoaCode7702RecoverAuthority } from '@ethereumjs/util'
import { z } from 'zod'
import type { ExecutionSession } from '../chain/Chain.ts'
import { refuse } from '../chain/ChainError.ts'
import { type ExecutionResult, InvalidTransactionError, type Message } from '../evm/Executor.ts'
import { createCallTracer } from '../evm/trace/createCallTracer.ts'
import { createPrestateTracer, type TraceSubject } from '../evm/trace/createPrestateTracer.ts'
import { createStructLogTracer } from '../evm/trace/createStructLogTracer.ts'
import type { TraceBudget } from '../evm/trace/createTraceBudget.ts'
import type { TraceJson, TransactionTracer } from '../evm/trace/Tracer.ts'

const Flag = z.boolean().optional()

/** geth's `TraceConfig`: options of the default tracer, or the name of another and its options. */
export const TraceConfig = z.object({
  disableStack: Flag,
  enableMemory: Flag,
  disableStorage: Flag,
  enableReturnData: Flag,
  limit: z.number().int().min(0).optional(),
  tracer: z.enum(['callTracer', 'prestateTracer']).nullish(),
  tracerConfig: z
    .object({ withLog: Flag, onlyTopCall: Flag, diffMode: Flag, disableCode: Flag, disableStorage: Flag })
    .nullish(),
})
export type TraceConfig = z.output<typeof TraceConfig>

/** Traces a signed transaction on the session's state. @throws InvalidTransactionError */
export const traceTransaction = (
  session: ExecutionSession,
  transaction: TypedTransaction,
  config: TraceConfig,
  budget: TraceBudget,
): Promise<{ readonly trace: TraceJson; readonly result: ExecutionResult }> => {
  const authorizations =
    transaction.type === 4 && 'authorizationList' in transaction ? transaction.authorizationList : []
  const subject: TraceSubject = {
    from: transaction.getSenderAddress().bytes,
    to: transaction.to?.bytes,
    coinbase: session.environment.coinbase,
    authorities: authorizations.flatMap(recoverAuthority),
    gasLimit: transaction.gasLimit,
  }
  const tracer = createTracer(session, subject, config, budget)
  return trace(tracer, budget, () => session.execution.runTransaction(transaction, tracer))
}

/** Traces a message on the session's state. @throws ChainError when it cannot even begin. */
export const traceMessage = async (
  session: ExecutionSession,
  message: Message,
  config: TraceConfig,
  budget: TraceBudget,
): Promise<TraceJson> => {
  const authorities = message.authorizationList.flatMap((item) => recoverAuthority([...item]))
  const subject: TraceSubject = { ...message, coinbase: session.environment.coinbase, authorities }
  const tracer = createTracer(session, subject, config, budget)
  try {
    return (await trace(tracer, budget, () => session.execution.runMessage(message, tracer))).trace
  } catch (error) {
    throw error instanceof InvalidTransactionError ? refuse(error.message) : error
  }
}

const createTracer = (
  { state }: ExecutionSession,
  subject: TraceSubject,
  config: TraceConfig,
  budget: TraceBudget,
): TransactionTracer => {
  const options = config.tracerConfig ?? {}
  if (config.tracer === 'callTracer') return createCallTracer(options, subject.gasLimit, state, budget)
  if (config.tracer === 'prestateTracer') return createPrestateTracer(options, subject, state, budget)
  return createStructLogTracer(config, state, budget)
}

const trace = async (tracer: TransactionTracer, budget: TraceBudget, run: () => Promise<ExecutionResult>) => {
  const result = await run()
  budget.requireRoom()
  return { trace: tracer.toResult(result), result }
}

/** An authorization whose signature is wrong is skipped, as the transaction skips it (EIP-7702). */
const recoverAuthority = (authorization: EOACode7702AuthorizationListBytesItem): Uint8Array[] => {
  try {
    return [eoaCode7702RecoverAuthority(authorization).bytes]
  } catch {
    return []
  }
}
