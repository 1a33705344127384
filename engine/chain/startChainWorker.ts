import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Hex } from 'viem'
import type { EthereumProvider } from '../networks/Network.ts'
import type { SessionRights } from '../rpc/RpcContext.ts'
import { waitUntilReady } from '../threads/waitUntilReady.ts'
import type { ForkSource } from './fork/ForkPoint.ts'
import type { HistoryOptions } from './store/createRetention.ts'
import { createPortClient } from './worker/createPortClient.ts'
import { createPortProvider } from './worker/createPortProvider.ts'
import type { ChainWorkerData, WorkerCommand, WorkerReport } from './worker/portMessages.ts'

export type StartChainOptions = Omit<ChainWorkerData, 'history' | 'keepsBlocks' | 'unlockedKeys' | 'fork'> & {
  /** How much of its past the chain keeps; all of it by default. */
  readonly history?: HistoryOptions
  readonly fork?: ForkSource
  /** Keys of the accounts that privileged sessions may sign with; none by default. */
  readonly unlockedKeys?: readonly Hex[]
  /** Nobody but the desk itself may take blocks away. */
  readonly keepsBlocks?: boolean
  /** `chainWorker.ts`, or its bundle. */
  readonly workerUrl: URL
  /** Hears of bugs and of blocks that could not be stored. */
  readonly onError: (error: Error) => void
}

/** A JSON-RPC session of a door: text in, text out. */
export type RpcDoorSession = {
  /** Answers one request or batch; `undefined` when there is nothing to answer. Rejects when the chain has ended. */
  handle(text: string): Promise<string | undefined>
  close(): void
}

export type ChainHandle = {
  /** With the development methods: for the desk itself. */
  readonly provider: EthereumProvider
  /**
   * `notify` gets `eth_subscription` notifications as JSON text. An administrator has the development methods and the node's
   * unlocked accounts.
   */
  openRpcSession(notify: (text: string) => void, rights: 'public' | 'administrator'): RpcDoorSession
  /** A further port with a privileged session, to hand to another thread; `createPortProvider` makes a provider of it. */
  connect(): MessagePort
  /** Resolves when everything is on disk and the thread has ended. */
  close(): Promise<void>
  /** Calls `listener` when the thread has ended, whether asked to or not. */
  onExit(listener: (exitCode: number) => void): void
}

/**
 * Starts the chain in a thread of its own.
 *
 * @throws TerminalError `store/corrupt`, `store/newer-schema`, `chain/genesis-mismatch` when the file cannot be used.
 */
export const startChainWorker = async (options: StartChainOptions): Promise<ChainHandle> => {
  const { workerUrl, onError, file, genesis, mining } = options
  const { history = 'archive', unlockedKeys = [], keepsBlocks = false, fork } = options
  const worker = new Worker(workerUrl, {
    name: 'chain',
    workerData: { file, genesis, mining, history, unlockedKeys, keepsBlocks, fork } satisfies ChainWorkerData,
  })
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve))
  await waitUntilReady(worker)
  worker.on('error', onError)
  worker.on('message', (report: WorkerReport) => {
    if (report.type === 'error') onError(Object.assign(new Error(report.message), { stack: report.stack }))
  })

  const command = (message: WorkerCommand, transfer: readonly MessagePort[] = []): void =>
    worker.postMessage(message, transfer)
  const open = (rights: SessionRights): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    command({ type: 'open', port: port2, rights }, [port2])
    return port1
  }

  return {
    provider: createPortProvider(open('desk')),
    openRpcSession: (notify, rights) => {
      const client = createPortClient(open(rights), (notification) => notify(JSON.stringify(notification)))
      return {
        handle: async (text) => (await client.send({ text })) as string | undefined,
        close: client.close,
      }
    },
    connect: () => open('desk'),
    close: async () => {
      command({ type: 'close' })
      await exited
    },
    onExit: (listener) => void exited.then(listener),
  }
}
