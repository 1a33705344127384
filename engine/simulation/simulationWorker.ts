import { parentPort, workerData } from 'node:worker_threads'
import { TerminalError } from '../api/errors.ts'
import { openArtifactStore } from '../compiler/openArtifactStore.ts'
import { systemClock } from '../threads/systemClock.ts'
import { createReaderPool } from './createReaderPool.ts'
import { hasMoved, runSimulation } from './runSimulation.ts'
import type { SimulatorCommand, SimulatorReport, SimulatorWorkerData } from './SimulatorMessages.ts'

/** A thread that simulates: the chain's own never waits for it. The real clock and randomness enter here. */

const host = parentPort
if (host === null) throw new Error('simulationWorker.ts runs in a worker thread.')

const report = (message: SimulatorReport): void => host.postMessage(message)

const { artifactsFile } = workerData as SimulatorWorkerData
const artifacts = openArtifactStore(artifactsFile)
const readers = createReaderPool({ clock: systemClock, fetch, random: Math.random })
const running = new Map<number, AbortController>()

const simulate = async (command: Extract<SimulatorCommand, { type: 'simulate' }>): Promise<void> => {
  const { id, chain, request, timeoutMs } = command
  const controller = new AbortController()
  running.set(id, controller)
  try {
    const reader = await readers.get(chain)
    const outcome = await runSimulation({
      reader,
      artifacts,
      request,
      clock: systemClock,
      timeoutMs,
      signal: controller.signal,
      onItem: (item) => report({ type: 'item', id, item }),
    })
    report({ type: 'end', id, outcome: { ...outcome, isStale: hasMoved(reader, request, outcome) } })
  } catch (error) {
    if (error instanceof TerminalError) {
      report({ type: 'failed', id, code: error.code, message: error.message, facts: error.facts })
    } else {
      const { message, stack } = error instanceof Error ? error : new Error(String(error))
      report({ type: 'error', id, message, stack })
    }
  } finally {
    running.delete(id)
  }
}

host.on('message', (command: SimulatorCommand) => {
  if (command.type === 'cancel') return running.get(command.id)?.abort(new Error('cancelled'))
  void simulate(command)
})

report({ type: 'ready' })
