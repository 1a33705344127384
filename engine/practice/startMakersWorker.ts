import { type MessagePort, Worker } from 'node:worker_threads'
import type { MakersWorkerData } from './makersWorker.ts'

interface StartMakersOptions extends MakersWorkerData {
  readonly workerUrl: URL
  /** Hears of a bug that ended the makers; the desk goes on without them. */
  readonly onError: (error: Error) => void
}

/** Starts the practice desk's market makers in a thread of their own; the result ends them. */
export const startMakersWorker = ({ workerUrl, onError, ...data }: StartMakersOptions): (() => Promise<void>) => {
  const worker = new Worker(workerUrl, { name: 'makers', workerData: data, transferList: [data.port as MessagePort] })
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('error', onError)
  return async () => {
    worker.postMessage('stop')
    const timer = setTimeout(() => void worker.terminate(), 1_000)
    await exited
    clearTimeout(timer)
  }
}
