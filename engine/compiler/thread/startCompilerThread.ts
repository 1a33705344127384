import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '../../api/errorCodes.ts'
import { TerminalError } from '../../api/errors.ts'
import type { CompilerFiles, CompilerReply, CompilerRequest, CompilerTask } from './CompilerMessages.ts'
import { compilerFailed } from './compilerFailed.ts'

const timeLimitsMs: Readonly<Record<CompilerTask, number>> = {
  check: 20_000,
  compile: 180_000,
  compileStandardJson: 180_000,
  findArtifact: 30_000,
}
/** solc's WebAssembly has memory of its own; this bounds what JavaScript makes of its output. */
const MAX_HEAP_MB = 1_024

export type ThreadOptions = {
  /** `compilerWorker.ts`, or its bundle. */
  readonly workerUrl: URL
  readonly files: CompilerFiles
  /** Calls `task` after `delayMs`; the result takes that back. */
  readonly schedule: (task: () => void, delayMs: number) => () => void
}

/** A thread with one version of solc, for one task at a time. */
export type CompilerThread = {
  readonly version: string
  /** What it is doing. */
  readonly task: CompilerTask | undefined
  /** Rejects with the task's own expected failure, or `workbench/compiler-failed`, after which the thread has ended. */
  run(request: CompilerRequest): Promise<unknown>
  /** Ends the thread, whatever it is doing; its task fails with `error`. */
  end(error: TerminalError): Promise<unknown>
}

type Task = {
  readonly name: CompilerTask
  readonly resolve: (output: unknown) => void
  readonly reject: (error: TerminalError) => void
  readonly stopTimer: () => void
}

/** Starts a thread; `onEnd` is called once when it has ended or is about to. */
export const startCompilerThread = (version: string, options: ThreadOptions, onEnd: () => void): CompilerThread => {
  const worker = startWorker(version, options)
  let task: Task | undefined
  let ended: Promise<unknown> | undefined

  const takeTask = (): Task | undefined => {
    const taken = task
    task = undefined
    taken?.stopTimer()
    return taken
  }
  const end = (error: TerminalError): Promise<unknown> => {
    if (ended !== undefined) return ended
    ended = worker.terminate()
    onEnd()
    takeTask()?.reject(error)
    return ended
  }
  worker.on('error', (error) => end(compilerFailed('crashed', describeCrash(error))))
  worker.on('exit', () => end(compilerFailed('crashed', 'The compiler has ended unexpectedly.')))
  worker.on('message', (reply: CompilerReply) => {
    const taken = takeTask()
    if (reply.type === 'done') taken?.resolve(reply.output)
    else taken?.reject(new TerminalError(reply.code as ErrorCode, reply.message, reply.facts))
  })

  return {
    version,
    get task() {
      return task?.name
    },
    run: (request) =>
      new Promise((resolve, reject) => {
        const limitMs = timeLimitsMs[request.task]
        const tooLong = `The compiler was ended after ${limitMs / 1_000} seconds.`
        const stopTimer = options.schedule(() => end(compilerFailed('timeout', tooLong)), limitMs)
        task = { name: request.task, resolve, reject, stopTimer }
        worker.postMessage(request)
      }),
    end,
  }
}

const startWorker = (version: string, { workerUrl, files }: ThreadOptions): Worker => {
  const worker = new Worker(workerUrl, {
    name: `compiler ${version}`,
    workerData: files,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    // What solc prints is no line of the host's log.
    stdout: true,
    stderr: true,
  })
  worker.stdout.resume()
  worker.stderr.resume()
  return worker
}

const describeCrash = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'The compiler ran out of memory.'
  const message = error instanceof Error ? error.message : String(error)
  return `The compiler has crashed: ${message.slice(0, 500)}`
}
