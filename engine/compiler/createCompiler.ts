import { TerminalError } from '../api/errors.ts'
import type { CompilerRequest, CompilerTask, CompilerTasks } from './thread/CompilerMessages.ts'
import { compilerFailed } from './thread/compilerFailed.ts'
import { type CompilerThread, startCompilerThread, type ThreadOptions } from './thread/startCompilerThread.ts'

/** At most so many threads, each with one version of solc loaded: a long compilation leaves the other one to the editor. */
const MAX_THREADS = 2
const MAX_WAITING = 64

export type CompilerOptions = ThreadOptions

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
  readonly resolve: (output: unknown) => void
  readonly reject: (error: unknown) => void
  /** Once it is running. */
  thread?: CompilerThread
}

/** Makes a compiler, whose threads start as they are needed. */
export const createCompiler = (options: CompilerOptions): Compiler => {
  const pool = createPool(options)
  const waiting: Job[] = []
  let isClosed = false

  const advance = (): void => {
    for (const job of [...waiting]) {
      const thread = pool.take(job.version, job.request.task)
      if (thread === undefined) continue
      waiting.splice(waiting.indexOf(job), 1)
      job.thread = thread
      thread.run(job.request).then(job.resolve, job.reject).finally(advance)
    }
  }
  const enqueue = (job: Job): void => {
    const stale = waiting.findIndex(({ key }) => key !== undefined && key === job.key)
    const [dropped] = stale < 0 ? [] : waiting.splice(stale, 1)
    dropped?.reject(new TerminalError('workbench/superseded', 'A newer text was sent.'))
    if (isClosed) job.reject(cancelled())
    else if (waiting.length < MAX_WAITING) waiting.push(job)
    else job.reject(compilerFailed('busy', 'The compiler has too many tasks waiting.'))
    advance()
  }
  const cancel = (job: Job): void => {
    const at = waiting.indexOf(job)
    if (at >= 0) waiting.splice(at, 1)
    job.reject(cancelled())
    // A check is over in a moment: its thread, with a compiler warmed up, is worth more.
    if (job.request.task !== 'check') void job.thread?.end(cancelled())
  }

  return {
    run: (task, input, { signal, key } = {}) => {
      const onAbort = (): void => cancel(job)
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const version = 'version' in input ? input.version : input.settings.version
      const job: Job = { request: { task, input } as CompilerRequest, version, key, resolve, reject }
      if (signal?.aborted) reject(cancelled())
      else enqueue(job)
      signal?.addEventListener('abort', onAbort)
      const done = promise.finally(() => signal?.removeEventListener('abort', onAbort))
      return done as Promise<CompilerTasks[typeof task]['output']>
    },
    close: async () => {
      isClosed = true
      for (const job of waiting.splice(0)) job.reject(cancelled())
      await pool.close()
    },
  }
}

/** The threads, least recently used first. */
const createPool = (options: ThreadOptions) => {
  const threads: CompilerThread[] = []
  const remove = (thread: CompilerThread): void => {
    const at = threads.indexOf(thread)
    if (at >= 0) threads.splice(at, 1)
  }
  const start = (version: string): CompilerThread => {
    const thread = startCompilerThread(version, options, () => remove(thread))
    threads.push(thread)
    return thread
  }
  /** An idle thread of this version, a new one, or a new one in the place of an idle one of another version. */
  const find = (version: string): CompilerThread | undefined => {
    const idle = threads.filter(({ task }) => task === undefined)
    const ready = idle.find((thread) => thread.version === version)
    if (ready !== undefined) return ready
    if (threads.length < MAX_THREADS) return start(version)
    if (idle[0] === undefined) return undefined
    void idle[0].end(cancelled())
    return start(version)
  }
  return {
    /** A thread that is free for a task; `undefined` while there is none. */
    take: (version: string, task: CompilerTask): CompilerThread | undefined => {
      // A check is over sooner than another thread starts.
      const isChecking = threads.some((thread) => thread.version === version && thread.task === 'check')
      const thread = task === 'check' && isChecking ? undefined : find(version)
      if (thread === undefined) return undefined
      remove(thread)
      threads.push(thread)
      return thread
    },
    close: async (): Promise<void> => {
      await Promise.all([...threads].map((thread) => thread.end(cancelled())))
    },
  }
}

const cancelled = (): TerminalError => compilerFailed('cancelled', 'The compilation was cancelled.')
