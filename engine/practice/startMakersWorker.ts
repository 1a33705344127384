import { type MessagePort, Worker } from 'node:worker_threads'
import type { MakersWorkerData } from './makersWorker.ts'

interface StartMakersOptions extends MakersWorkerData {
  readonly workerUrl: URL
  /** Hears of a bug that ended the makers; the desk goes on without them. */
  readonly onError: (error: Error) => void
}

/** The market makers in their thread. */
export interface Makers {
  /** Resolves when every market has its first quotes, or when the makers have ended without. */
  readonly quoting: Promise<void>
  stop(): Promise<void>
}

/** Starts the practice desk's market makers in a thread of their own. */
export const startMakersWorker = ({ workerUrl, onError, ...data }: StartMakersOptions): Makers => {
  const worker = new Worker(workerUrl, { name: 'makers', workerData: data, transferList: [data.port as MessagePort] })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('error', onError)
  const quoting = Promise.race([exited, new Promise<void>((resolve) => worker.once('message', () => resolve()))])
  return {
    quoting,
    stop: async () => {
      worker.postMessage('stop')
      const timer = setTimeout(() => void worker.terminate(), 1_000)
      await exited
      clearTimeout(timer)
    },
  }
}
