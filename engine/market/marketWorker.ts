import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { privateKeyToAccount } from 'viem/accounts'
import { TerminalError } from '../api/errors.ts'
import { createPortProvider } from '../chain/worker/createPortProvider.ts'
import { rememberCalls } from '../networks/rememberCalls.ts'
import { createMarketEngine } from './createMarketEngine.ts'
import { createTradingChecks } from './createTradingChecks.ts'
import { createSettler } from './settlement/createSettler.ts'
import type { Clock } from './types.ts'
import { verifyContractSignature } from './verifyContractSignature.ts'
import { serveMarket } from './worker/serveMarket.ts'
import type { MarketWorkerData, MarketWorkerReport } from './worker/workerMessages.ts'

/** The thread the market runs in: no door waits for a disk or a signature. The real clock enters here. */

const host = parentPort
if (host === null) throw new Error('marketWorker.ts runs in a worker thread.')

const report = (message: MarketWorkerReport): void => host.postMessage(message)

const onProblem = (error: unknown): void => {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  report({ type: 'problem', message, stack })
}

/** Long enough for the fills of one moment to share a transaction, too short for anyone to notice. */
const gatherMs = 20

/** Practice history is made with the clock set back. Timers run on real time all the same. */
const createWorkerClock = () => {
  let fixedMs: number | undefined
  const clock: Clock = {
    nowMs: () => fixedMs ?? Date.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  }
  const set = (nowMs: number | 'live'): void => {
    fixedMs = nowMs === 'live' ? undefined : nowMs
  }
  return { clock, set }
}

/** Everything the market asks of the chain, over the port to it. */
const createWorkerDependencies = (data: MarketWorkerData, clock: Clock) => {
  const { domain, settlementToken, registry, compliance, operatorKey } = data
  const provider = createPortProvider(data.chainPort)
  const checks = createTradingChecks(rememberCalls(provider), {
    registry,
    compliance,
    tradingModule: domain.verifyingContract,
  })
  const operator = privateKeyToAccount(operatorKey)
  const settler = createSettler({ provider, domain, settlementToken, operator, checks, clock })
  return { checks, settler, verifySignature: verifyContractSignature(provider) }
}

const serve = async (): Promise<void> => {
  const { servePort, ...data } = workerData as MarketWorkerData & { servePort: MessagePort }
  const { clock, set } = createWorkerClock()
  const dependencies = createWorkerDependencies(data, clock)
  const { file: path, listings, domain } = data
  const engine = await createMarketEngine({ path, listings, domain, clock, gatherMs, onProblem, ...dependencies })
  const { close, clockMoved, ...methods } = engine
  const setClock = async (nowMs: number | 'live'): Promise<void> => {
    set(nowMs)
    await clockMoved()
  }
  serveMarket({ ...methods, setClock }, servePort, onProblem)
  // The only message there is: it ends the thread.
  host.once('message', async () => {
    await close()
    process.exit(0)
  })
  report({ type: 'ready' })
}

serve().catch((error: unknown) => {
  if (!(error instanceof TerminalError)) throw error
  report({ type: 'failed', code: error.code, message: error.message, facts: error.facts })
  process.exit(0)
})
