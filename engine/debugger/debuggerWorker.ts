import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { TerminalError } from '../api/errors.ts'
import { openArtifactStore } from '../compiler/openArtifactStore.ts'
import { createReaderPool } from '../simulation/createReaderPool.ts'
import { systemClock } from '../threads/systemClock.ts'
import { openDebugTrace } from './openDebugTrace.ts'
import { createTraceBook } from './thread/createTraceBook.ts'
import type { DebuggerCommand, DebuggerReport, DebuggerTasks, DebuggerWorkerData } from './thread/DebuggerMessages.ts'

/** A thread that records and reads traces: the chain's own never waits for it. The real clock and randomness enter here. */

const host = parentPort
if (host === null) throw new Error('debuggerWorker.ts runs in a worker thread.')

const MAX_TRACES_PER_CALLER = 4
const MAX_STEPS = 20_000_000
const MAX_TRACE_BYTES = 1_024 * 1_048_576
const MAX_BYTES = 1_536 * 1_048_576
const TIMEOUT_MS = 120_000

const { artifactsFile } = workerData as DebuggerWorkerData
const artifacts = openArtifactStore(artifactsFile)
const readers = createReaderPool({ clock: systemClock, fetch, random: Math.random })
const book = createTraceBook({ createId: randomUUID, maxPerCaller: MAX_TRACES_PER_CALLER, maxBytes: MAX_BYTES })
const running = new Map<number, AbortController>()

const openTrace = async (
  principal: string,
  { chain, subject }: DebuggerTasks['openTrace']['input'],
  signal: AbortSignal,
): Promise<DebuggerTasks['openTrace']['output']> => {
  const startedAtMs = performance.now()
  const reader = await readers.get(chain)
  const limits = { maxSteps: MAX_STEPS, maxBytes: MAX_TRACE_BYTES }
  const trace = await openDebugTrace(
    {
      ...reader,
      execute: (target, adjust, task) => reader.execute(target, adjust, task, { timeoutMs: TIMEOUT_MS, signal }),
    },
    artifacts,
    subject,
    limits,
  )
  signal.throwIfAborted()
  const traceId = book.add(principal, trace)
  return { ...trace.summary, traceId, durationMs: performance.now() - startedAtMs }
}

const answer = async (
  principal: string,
  { task, input }: Extract<DebuggerCommand, { type: 'call' }>['request'],
  signal: AbortSignal,
): Promise<DebuggerTasks[keyof DebuggerTasks]['output']> => {
  if (task === 'openTrace') return openTrace(principal, input, signal)
  if (task === 'closeTrace') {
    book.remove(principal, input.traceId)
    return { traceId: input.traceId }
  }
  const trace = book.get(principal, input.traceId)
  if (task === 'listSteps') return trace.listSteps(input.from, input.count)
  if (task === 'getStep') return trace.getStep(input.step)
  if (task === 'getGasProfile') return trace.getGasProfile()
  const step = trace.findStep(input)
  return step === undefined ? {} : { step }
}

const toFailure = (id: number, error: unknown): DebuggerReport => {
  if (error instanceof TerminalError) {
    return { type: 'failed', id, code: error.code, message: error.message, facts: error.facts }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { type: 'error', id, message, stack }
}

const serve = async ({ id, principal, request }: Extract<DebuggerCommand, { type: 'call' }>): Promise<void> => {
  const controller = new AbortController()
  running.set(id, controller)
  const report = await answer(principal, request, controller.signal).then(
    (output): DebuggerReport => ({ type: 'done', id, output }),
    (error: unknown) => toFailure(id, error),
  )
  running.delete(id)
  host.postMessage(report)
}

host.on('message', (command: DebuggerCommand) => {
  if (command.type === 'cancel') running.get(command.id)?.abort(new Error('cancelled'))
  else void serve(command)
})
