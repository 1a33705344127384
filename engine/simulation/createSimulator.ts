import { Worker } from 'node:worker_threads'
import { TerminalError } from '../api/errors.ts'
import type { SimulatedItem, Simulation, SimulationEvent, SimulationRequest } from '../api/simulation.ts'
import type {
  ChainSource,
  SimulationOutcome,
  SimulatorCommand,
  SimulatorReport,
  SimulatorWorkerData,
} from './SimulatorMessages.ts'

/** Simulations that wait while all threads are busy; more are refused. */
const MAX_WAITING = 64
const TIMEOUT_MS = 30_000
/** A thread that doesn't end what it was told to is ended itself: a bug, or the disk. */
const GRACE_MS = 5_000
const START_MS = 60_000

export type SimulatorOptions = {
  /** `simulationWorker.ts`, or its bundle. */
  readonly workerUrl: URL
  /** How many bundles are simulated at the same time, each in its thread. */
  readonly threads: number
  readonly artifactsFile: string
  /** Where a network's chain is read. @throws TerminalError `network/not-found` */
  readonly findChain: (network: string) => Promise<ChainSource>
  /** Calls `task` after `delayMs`; the result takes that back. */
  readonly schedule: (task: () => void, delayMs: number) => () => void
  readonly timeoutMs?: number
}

/** Simulates bundles in threads of its own. */
export type Simulator = {
  /** @throws TerminalError of the procedure; the signal's reason when that ends it */
  simulate(request: SimulationRequest, signal: AbortSignal): Promise<Simulation>
  /** Each item as soon as it is done, then the outcome. */
  stream(request: SimulationRequest, signal: AbortSignal): AsyncGenerator<SimulationEvent, void, void>
  close(): Promise<void>
}

type Job = {
  readonly command: Extract<SimulatorCommand, { type: 'simulate' }>
  readonly onItem: (item: SimulatedItem) => void
  readonly settle: (result: { readonly outcome: SimulationOutcome } | { readonly error: unknown }) => void
  isSettled: boolean
}

type Thread = { readonly worker: Worker; isReady: boolean; job: Job | undefined; stopTimer: () => void }

/** Starts threads as they are needed; they stay, with what they have cached. */
export const createSimulator = (options: SimulatorOptions): Simulator => {
  const { timeoutMs = TIMEOUT_MS, schedule } = options
  const threads: Thread[] = []
  const waiting: Job[] = []
  let lastId = 0
  let isClosed = false

  const limit = (thread: Thread): void => {
    thread.stopTimer()
    const limitMs = timeoutMs + GRACE_MS + (thread.isReady ? 0 : START_MS)
    thread.stopTimer = schedule(() => void thread.worker.terminate(), limitMs)
  }

  const assign = (thread: Thread, job: Job): void => {
    thread.job = job
    limit(thread)
    thread.worker.postMessage(job.command)
  }

  const next = (): void => {
    for (;;) {
      const free = threads.find(({ job }) => job === undefined)
      const job = free === undefined && threads.length >= options.threads ? undefined : waiting.shift()
      if (job === undefined) return
      if (!job.isSettled) assign(free ?? start(), job)
    }
  }

  const finish = (thread: Thread, result: Parameters<Job['settle']>[0]): void => {
    thread.stopTimer()
    thread.job?.settle(result)
    thread.job = undefined
    next()
  }

  const start = (): Thread => {
    const worker = new Worker(options.workerUrl, {
      name: 'simulation',
      workerData: { artifactsFile: options.artifactsFile } satisfies SimulatorWorkerData,
    })
    const thread: Thread = { worker, isReady: false, job: undefined, stopTimer: () => {} }
    let failure: unknown = new Error('The simulation thread has ended.')
    worker.on('error', (error) => {
      failure = error
    })
    worker.on('exit', () => {
      threads.splice(threads.indexOf(thread), 1)
      if (!isClosed || thread.job !== undefined) finish(thread, { error: failure })
    })
    worker.on('message', (report: SimulatorReport) => {
      if (report.type === 'ready') {
        thread.isReady = true
        if (thread.job !== undefined) limit(thread)
        return
      }
      if (report.id !== thread.job?.command.id) return
      if (report.type === 'item') thread.job.onItem(report.item)
      else if (report.type === 'end') finish(thread, { outcome: report.outcome })
      else finish(thread, { error: toError(report) })
    })
    threads.push(thread)
    return thread
  }

  const run = async (
    request: SimulationRequest,
    signal: AbortSignal,
    onItem: (item: SimulatedItem) => void,
  ): Promise<SimulationOutcome> => {
    signal.throwIfAborted()
    const chain = await options.findChain(request.network)
    if (waiting.length >= MAX_WAITING) {
      throw new TerminalError('simulation/busy', 'Too many simulations are waiting.', { waiting: waiting.length })
    }
    const id = ++lastId
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        threads.find(({ job: running }) => running === job)?.worker.postMessage({ type: 'cancel', id })
        job.settle({ error: signal.reason })
      }
      const job: Job = {
        command: { type: 'simulate', id, chain, request, timeoutMs },
        onItem,
        isSettled: false,
        settle: (result) => {
          job.isSettled = true
          signal.removeEventListener('abort', cancel)
          if ('outcome' in result) resolve(result.outcome)
          else reject(result.error)
        },
      }
      signal.addEventListener('abort', cancel)
      if (signal.aborted) return cancel()
      waiting.push(job)
      next()
    })
  }

  return {
    simulate: async (request, signal) => {
      const items: SimulatedItem[] = []
      const outcome = await run(request, signal, (item) => items.push(item))
      return { ...outcome, items }
    },
    stream: (request, signal) => streamItems(request, signal, run),
    close: async () => {
      isClosed = true
      for (const job of waiting.splice(0)) job.settle({ error: new Error('The desk is closing.') })
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}

async function* streamItems(
  request: SimulationRequest,
  signal: AbortSignal,
  run: (
    request: SimulationRequest,
    signal: AbortSignal,
    onItem: (item: SimulatedItem) => void,
  ) => Promise<SimulationOutcome>,
): AsyncGenerator<SimulationEvent, void, void> {
  const done: SimulatedItem[] = []
  let wake = (): void => {}
  let result: { readonly outcome: SimulationOutcome } | { readonly error: unknown } | undefined
  const controller = new AbortController()
  const either = AbortSignal.any([signal, controller.signal])
  run(request, either, (item) => {
    done.push(item)
    wake()
  })
    .then(
      (outcome) => (result = { outcome }),
      (error: unknown) => (result = { error }),
    )
    .finally(() => wake())
  try {
    for (let told = 0; ; ) {
      const item = done.shift()
      if (item !== undefined) yield { kind: 'item', item, done: ++told, total: request.items.length }
      else if (result !== undefined) break
      else await new Promise<void>((resolve) => (wake = resolve))
    }
    if (result !== undefined && 'error' in result) throw result.error
    if (result !== undefined) yield { kind: 'end', ...result.outcome }
  } finally {
    controller.abort(new Error('Nobody listens any more.'))
  }
}

const toError = (report: Extract<SimulatorReport, { type: 'failed' | 'error' }>): Error =>
  report.type === 'failed'
    ? new TerminalError(report.code, report.message, report.facts)
    : Object.assign(new Error(report.message), { stack: report.stack })
