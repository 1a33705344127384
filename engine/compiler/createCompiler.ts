import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '../api/errorCodes.ts'
import { TerminalError } from '../api/errors.ts'
import type {
  CompilerFiles,
  CompilerReply,
  CompilerRequest,
  CompilerTask,
  CompilerTasks,
} from './thread/CompilerMessages.ts'

/** At most so many threads, each with one version of solc loaded: a long compilation leaves the other one to the editor. */
const MAX_THREADS = 2
const MAX_WAITING = 64
const timeLimitsMs: Readonly<Record<CompilerTask, number>> = {
  check: 20_000,
  compile: 180_000,
  compileStandardJson: 180_000,
  findArtifact: 30_000,
}
/** solc's WebAssembly has memory of its own; this bounds what JavaScript makes of its output. */
const MAX_HEAP_MB = 1_024

export type CompilerOptions = {
  /** `compilerWorker.ts`, or its bundle. */
  readonly workerUrl: URL
  readonly files: CompilerFiles
  /** Calls `task` after `delayMs`; the result takes that back. */
  readonly schedule: (task: () => void, delayMs: number) => () => void
}

export type RunOptions = {
  /** Ends the task; a thread that is already compiling is ended with it. */
  readonly signal?: AbortSignal
  /** A waiting task of the same key is dropped (`workbench/superseded`): only the latest text of an editor matters. */
  readonly key?: string
}

export type Compiler = {
  /**
   * Runs a task in a thread that has its version of solc loaded, or in a new one.
   *
   * @throws TerminalError `workbench/compiler-failed` when it crashed, took too long or was cancelled (the fact `reason` says which)
   * @throws TerminalError `workbench/compiler-not-found`, `workbench/superseded`, `workbench/too-large`
   */
  run<Task extends CompilerTask>(
    task: Task,
    input: CompilerTasks[Task]['input'],
    options?: RunOptions,
  ): Promise<CompilerTasks[Task]['output']>
  close(): Promise<void>
}

type Job = {
  readonly request: CompilerRequest
  readonly version: string
  readonly key: string | undefined
  readonly settle: (finish: { readonly output: unknown } | { readonly error: Error }) => void
  isSettled: boolean
}

type Thread = {
  readonly worker: Worker
  readonly version: string
  job: Job | undefined
  stopTimer: () => void
}

/** Starts threads that compile, as they are needed. */
export const createCompiler = (options: CompilerOptions): Compiler => {
  const threads: Thread[] = [] // least recently used first
  const waiting: Job[] = []
  let isClosed = false

  const start = (version: string): Thread => {
    const worker = new Worker(options.workerUrl, {
      name: `compiler ${version}`,
      workerData: options.files,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      // What solc prints, and why a thread broke, is the caller's error and no line of the host's log.
      stdout: true,
      stderr: true,
    })
    worker.stdout.resume()
    worker.stderr.resume()
    const thread: Thread = { worker, version, job: undefined, stopTimer: () => undefined }
    worker.on('message', (reply: CompilerReply) => finish(thread, reply))
    worker.on('error', (error) => end(thread, failed('crashed', describeCrash(error))))
    worker.on('exit', () => end(thread, failed('crashed', 'The compiler has ended unexpectedly.')))
    threads.push(thread)
    return thread
  }

  const finish = (thread: Thread, reply: CompilerReply): void => {
    const { job } = thread
    thread.stopTimer()
    thread.job = undefined
    job?.settle(
      reply.type === 'done'
        ? { output: reply.output }
        : { error: new TerminalError(reply.code as ErrorCode, reply.message, reply.facts) },
    )
    advance()
  }

  /** Ends a thread, whatever it is doing; its task fails with `error`. */
  const end = (thread: Thread, error: Error): void => {
    const at = threads.indexOf(thread)
    if (at < 0) return
    threads.splice(at, 1)
    thread.stopTimer()
    void thread.worker.terminate()
    thread.job?.settle({ error })
    advance()
  }

  /** A thread for a version: an idle one that has it, a new one, or an idle one of another version that makes room. */
  const findThread = ({ version, request }: Job): Thread | undefined => {
    const isCheckedSoon = threads.some((thread) => thread.version === version && thread.job?.request.task === 'check')
    if (request.task === 'check' && isCheckedSoon) return undefined // over in a moment: sooner than another thread starts
    const idle = threads.filter(({ job }) => job === undefined)
    const ready = idle.find((thread) => thread.version === version)
    if (ready !== undefined) return ready
    if (threads.length < MAX_THREADS) return start(version)
    const [oldest] = idle
    if (oldest === undefined) return undefined
    threads.splice(threads.indexOf(oldest), 1)
    void oldest.worker.terminate()
    return start(version)
  }

  const advance = (): void => {
    if (isClosed) return
    for (const job of [...waiting]) {
      const thread = findThread(job)
      if (thread === undefined) continue
      waiting.splice(waiting.indexOf(job), 1)
      threads.push(...threads.splice(threads.indexOf(thread), 1))
      thread.job = job
      const limitMs = timeLimitsMs[job.request.task]
      const tooLong = `The compiler was ended after ${limitMs / 1_000} seconds.`
      thread.stopTimer = options.schedule(() => end(thread, failed('timeout', tooLong)), limitMs)
      thread.worker.postMessage(job.request)
    }
  }

  const cancel = (job: Job): void => {
    const at = waiting.indexOf(job)
    if (at >= 0) waiting.splice(at, 1)
    const cancelled = failed('cancelled', 'The compilation was cancelled.')
    const thread = threads.find((candidate) => candidate.job === job)
    // A check is over in a moment: its thread, with a compiler warmed up, is worth more.
    if (thread !== undefined && job.request.task !== 'check') end(thread, cancelled)
    job.settle({ error: cancelled })
  }

  const enqueue = (job: Job): void => {
    const stale = waiting.find(({ key }) => key !== undefined && key === job.key)
    if (stale !== undefined) {
      waiting.splice(waiting.indexOf(stale), 1)
      stale.settle({ error: new TerminalError('workbench/superseded', 'A newer text was sent.') })
    }
    if (waiting.length >= MAX_WAITING) job.settle({ error: failed('busy', 'The compiler has too many tasks waiting.') })
    else waiting.push(job)
    advance()
  }

  return {
    run: (task, input, { signal, key } = {}) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => cancel(job)
        const job: Job = {
          request: { task, input } as CompilerRequest,
          version: 'version' in input ? input.version : input.settings.version,
          key,
          isSettled: false,
          settle: (result) => {
            if (job.isSettled) return
            job.isSettled = true
            signal?.removeEventListener('abort', onAbort)
            if ('error' in result) reject(result.error)
            else resolve(result.output as CompilerTasks[typeof task]['output'])
          },
        }
        if (isClosed || signal?.aborted) return cancel(job)
        signal?.addEventListener('abort', onAbort)
        enqueue(job)
      }),
    close: async () => {
      isClosed = true
      for (const job of waiting.splice(0)) cancel(job)
      const ended = threads.map(({ worker }) => worker.terminate())
      for (const thread of [...threads]) end(thread, failed('cancelled', 'The desk is closing.'))
      await Promise.all(ended)
    },
  }
}

const failed = (reason: 'crashed' | 'timeout' | 'cancelled' | 'busy', message: string): TerminalError =>
  new TerminalError('workbench/compiler-failed', message, { reason })

const describeCrash = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'The compiler ran out of memory.'
  const message = error instanceof Error ? error.message : String(error)
  return `The compiler has crashed: ${message.slice(0, 500)}`
}
