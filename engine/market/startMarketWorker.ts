import { MessageChannel, Worker } from 'node:worker_threads'
import type { Address } from 'viem'
import type { AccountEvent } from '../api/market.ts'
import { waitUntilReady } from '../threads/waitUntilReady.ts'
import { createStream, type Stream } from './stream/Stream.ts'
import { connectMarket, type MarketConnection } from './worker/connectMarket.ts'
import type { ServedMarket } from './worker/serveMarket.ts'
import type { MarketWorkerData, MarketWorkerReport } from './worker/workerMessages.ts'

export type StartMarketOptions = MarketWorkerData & {
  /** `marketWorker.ts`, or its bundle. */
  readonly workerUrl: URL
  /** Hears of bugs, and of settlements that are being tried again. */
  readonly onError: (error: Error) => void
}

/**
 * Starts the market in a thread of its own.
 *
 * @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy` when its file can't be used
 */
export const startMarketWorker = async (options: StartMarketOptions) => {
  const { workerUrl, onError, ...data } = options
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(workerUrl, {
    name: 'market',
    workerData: { ...data, servePort: port2 },
    transferList: [port2, data.chainPort],
  })
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve))
  await waitUntilReady(worker)
  worker.on('error', onError)
  worker.on('message', (report: MarketWorkerReport) => {
    if (report.type === 'problem') onError(Object.assign(new Error(report.message), { stack: report.stack }))
  })
  return {
    ...createMethods(connectMarket(port1)),
    /** Resolves when everything is on disk and the thread has ended. */
    close: async (): Promise<void> => {
      worker.postMessage('close')
      await exited
      port1.close()
    },
    /** Calls `listener` when the thread has ended, whether asked to or not. */
    onExit: (listener: (exitCode: number) => void): void => void exited.then(listener),
  }
}

/** The market in its thread: the engine's methods. Streams take a signal that ends them. */
export type MarketHandle = Awaited<ReturnType<typeof startMarketWorker>>

type Of<Method extends keyof ServedMarket> = Parameters<ServedMarket[Method]>

const createMethods = ({ call, watch }: MarketConnection) => ({
  submitOrder: (...args: Of<'submitOrder'>) => call('submitOrder', ...args),
  replaceOrder: (...args: Of<'replaceOrder'>) => call('replaceOrder', ...args),
  cancelOrder: (...args: Of<'cancelOrder'>) => call('cancelOrder', ...args),
  cancelAll: (...args: Of<'cancelAll'>) => call('cancelAll', ...args),
  getOrder: (...args: Of<'getOrder'>) => call('getOrder', ...args),
  listOrders: (...args: Of<'listOrders'>) => call('listOrders', ...args),
  listFills: (...args: Of<'listFills'>) => call('listFills', ...args),
  addMarket: (...args: Of<'addMarket'>) => call('addMarket', ...args),
  setHalted: (...args: Of<'setHalted'>) => call('setHalted', ...args),
  listMarkets: () => call('listMarkets'),
  getMarket: (...args: Of<'getMarket'>) => call('getMarket', ...args),
  getTicker: (...args: Of<'getTicker'>) => call('getTicker', ...args),
  getBook: (...args: Of<'getBook'>) => call('getBook', ...args),
  listTrades: (...args: Of<'listTrades'>) => call('listTrades', ...args),
  listCandles: (...args: Of<'listCandles'>) => call('listCandles', ...args),
  reservationsOf: (...args: Of<'reservationsOf'>) => call('reservationsOf', ...args),
  unsettledCount: () => call('unsettledCount'),
  drain: () => call('drain'),
  setClock: (...args: Of<'setClock'>) => call('setClock', ...args),
  watchTickers: (signal?: AbortSignal) => watch(signal, 'watchTickers'),
  watchUnsettled: (signal?: AbortSignal) => watch(signal, 'watchUnsettled'),
  watchBook: (marketId: string, signal?: AbortSignal) => watch(signal, 'watchBook', marketId),
  watchTrades: (of: Of<'watchTrades'>[0], signal?: AbortSignal) => watch(signal, 'watchTrades', of),
  watchCandles: (of: Of<'watchCandles'>[0], signal?: AbortSignal) => watch(signal, 'watchCandles', of),
  watchAccountOrders: (account: Address, signal?: AbortSignal): Stream<AccountEvent> =>
    openLater(() => watch(signal, 'watchAccountOrders', account)),
})

/** A stream that is opened when it is first read. */
const openLater = <T>(open: () => Promise<Stream<T>>): Stream<T> => {
  let opened: Promise<Stream<T>> | undefined
  const next = async (): Promise<IteratorResult<T, unknown>> => {
    opened ??= open()
    return (await opened).next()
  }
  return createStream(next, async () => (await opened)?.return())
}
