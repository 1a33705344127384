import type { MessagePort } from 'node:worker_threads'
import { parentPort, workerData } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Hex } from 'viem'
import type { DeskClient } from '../api/contract.ts'
import type { OrderDomain } from '../api/order.ts'
import { derivePracticeAccounts } from './practiceAccounts.ts'
import { practiceTreasuries } from './practiceTreasuries.ts'
import { runMakers } from './runMakers.ts'

/** What the thread of the market makers is started with; the port is a connection to the desk's API. */
export interface MakersWorkerData {
  readonly port: MessagePort
  readonly seed: Hex
  readonly issuedAtS: number
  readonly domain: OrderDomain
}

const { port, seed, issuedAtS, domain } = workerData as MakersWorkerData
const stop = new AbortController()
parentPort?.once('message', () => stop.abort())

const desk: DeskClient = createORPCClient(new RPCLink({ port }))
runMakers({
  desk,
  accounts: derivePracticeAccounts(seed),
  treasuries: practiceTreasuries(issuedAtS),
  domain,
  seed,
  nowMs: () => Date.now(),
  sleep: (delayMs) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs)
      stop.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    }),
  signal: stop.signal,
  onQuoting: () => parentPort?.postMessage('quoting'),
}).then(
  () => port.close(),
  (error: unknown) => {
    // The thread's own error event: the host logs it and goes on without makers.
    setImmediate(() => {
      throw error
    })
  },
)
