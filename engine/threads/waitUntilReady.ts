import type { Worker } from 'node:worker_threads'
import type { ErrorCode } from '../api/errorCodes.ts'
import { type ErrorFacts, TerminalError } from '../api/errors.ts'

/** What a worker thread says of its start: that it serves, or which expected failure keeps it from that. */
export type StartReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string; readonly facts: ErrorFacts }

/**
 * Resolves when a worker thread has reported that it is ready.
 *
 * @throws TerminalError that the thread reported
 * @throws Error when it ended or broke before
 */
export const waitUntilReady = (worker: Worker): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('error', onError)
      worker.off('message', onMessage)
      worker.off('exit', onExit)
      finish()
    }
    const onError = (error: unknown): void => settle(() => reject(error))
    const onMessage = (report: StartReport | { readonly type: string }): void => {
      if (report.type === 'ready') settle(resolve)
      if (report.type !== 'failed' || !('code' in report)) return
      settle(() => reject(new TerminalError(report.code as ErrorCode, report.message, report.facts)))
    }
    const onExit = (exitCode: number): void =>
      settle(() => reject(new Error(`The thread ended with ${exitCode} while starting.`)))
    worker.once('error', onError)
    worker.on('message', onMessage)
    worker.once('exit', onExit)
  })
