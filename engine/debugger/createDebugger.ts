import { Worker } from 'node:worker_threads'
import { TerminalError } from '../api/errors.ts'
import type {
  DebuggerCommand,
  DebuggerReport,
  DebuggerTask,
  DebuggerTasks,
  DebuggerWorkerData,
} from './thread/DebuggerMessages.ts'

export type DebuggerOptions = {
  /** `debuggerWorker.ts`, or its bundle. */
  readonly workerUrl: URL
  readonly artifactsFile: string
}

/** Traces in a thread of their own. */
export type Debugger = {
  /** @throws TerminalError of the procedure; the signal's reason when that ends it */
  call<Task extends DebuggerTask>(
    principal: string,
    task: Task,
    input: DebuggerTasks[Task]['input'],
    signal: AbortSignal,
  ): Promise<DebuggerTasks[Task]['output']>
  close(): Promise<void>
}

type Pending = { readonly resolve: (output: never) => void; readonly reject: (error: unknown) => void }

/** Starts its thread when it is first asked something, and again should it end: open traces are lost then. */
export const createDebugger = ({ workerUrl, artifactsFile }: DebuggerOptions): Debugger => {
  const pending = new Map<number, Pending>()
  let worker: Worker | undefined
  let lastId = 0
  let isClosed = false

  const settle = (report: DebuggerReport): void => {
    const call = pending.get(report.id)
    if (report.type === 'done') call?.resolve(report.output as never)
    else call?.reject(toError(report))
  }

  const start = (): Worker => {
    const started = new Worker(workerUrl, {
      name: 'debugger',
      workerData: { artifactsFile } satisfies DebuggerWorkerData,
    })
    let failure: unknown = new Error("The debugger's thread has ended.")
    started.on('error', (error) => {
      failure = error
    })
    started.on('exit', () => {
      if (worker === started) worker = undefined
      for (const call of [...pending.values()]) call.reject(failure)
    })
    started.on('message', settle)
    return started
  }

  const send = (command: DebuggerCommand): void => {
    if (isClosed) throw new Error('The desk is closing.')
    worker ??= start()
    worker.postMessage(command)
  }

  return {
    call: (principal, task, input, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const id = ++lastId
        const cancel = (): void => {
          worker?.postMessage({ type: 'cancel', id } satisfies DebuggerCommand)
          end(() => reject(signal.reason))
        }
        const end = (finish: () => void): void => {
          pending.delete(id)
          signal.removeEventListener('abort', cancel)
          finish()
        }
        pending.set(id, {
          resolve: (output) => end(() => resolve(output)),
          reject: (error) => end(() => reject(error)),
        })
        signal.addEventListener('abort', cancel)
        send({ type: 'call', id, principal, request: { task, input } as never })
      }),
    close: async () => {
      isClosed = true
      await worker?.terminate()
    },
  }
}

const toError = (report: Exclude<DebuggerReport, { type: 'done' }>): Error =>
  report.type === 'failed'
    ? new TerminalError(report.code, report.message, report.facts)
    : Object.assign(new Error(report.message), { stack: report.stack })
