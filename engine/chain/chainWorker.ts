import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { privateKeyToAddress } from 'viem/accounts'
import { TerminalError } from '../api/errors.ts'
import { createRpcServer } from '../rpc/createRpcServer.ts'
import { systemClock } from '../threads/systemClock.ts'
import { createChain } from './createChain.ts'
import { openFork } from './fork/openFork.ts'
import { payOnFork } from './fork/payOnFork.ts'
import type { ChainWorkerData, WorkerCommand, WorkerReport } from './worker/portMessages.ts'
import { serveSession } from './worker/serveSession.ts'

/** The thread the chain runs in: no door waits on execution. The real clock and randomness enter here. */

const host = parentPort
if (host === null) throw new Error('chainWorker.ts runs in a worker thread.')

const report = (message: WorkerReport): void => host.postMessage(message)

const onError = (error: unknown): void => {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  report({ type: 'error', message, stack })
}

/** A fork goes on without an endpoint that was caught lying, but somebody should know. */
const onExclude = (endpoint: string, reason: string): void =>
  onError(new Error(`The endpoint ${endpoint} is not asked any more: ${reason}`))

const serve = async (): Promise<void> => {
  const { keepsBlocks, unlockedKeys, fork, ...options } = workerData as ChainWorkerData
  const forked =
    fork === undefined ? {} : { fork: openFork(fork, { fetch, clock: systemClock, random: Math.random, onExclude }) }
  const chain = await createChain({ ...options, ...forked, clock: systemClock, onError })
  // A fork that can't pay now opens all the same, and pays when it is opened again.
  const paid = forked.fork && payOnFork(chain, forked.fork, unlockedKeys.map(privateKeyToAddress))
  const unpaid: unknown = await paid?.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const createId = (): string => `0x${randomBytes(16).toString('hex')}`
  const server = createRpcServer({ chain, unlockedKeys, createId, onError, keepsBlocks })
  host.on('message', async (command: WorkerCommand) => {
    if (command.type === 'open') return serveSession(server, command.port, command.rights)
    server.close()
    await chain.close()
    process.exit(0)
  })
  report({ type: 'ready' })
  if (unpaid !== undefined) onError(unpaid)
}

serve().catch((error: unknown) => {
  if (!(error instanceof TerminalError)) throw error
  report({ type: 'failed', code: error.code, message: error.message, facts: error.facts })
  process.exit(0)
})
