import { TerminalError } from '../api/errors.ts'
import type { SimulatedItem, SimulationRequest } from '../api/simulation.ts'
import { toHex } from '../chain/bytes.ts'
import { ChainError } from '../chain/ChainError.ts'
import type { Clock } from '../chain/Clock.ts'
import type { ChainReader } from '../chain/openChainReader.ts'
import type { ArtifactFinder } from '../compiler/ContractArtifact.ts'
import { overrideEnvironment } from './applyOverrides.ts'
import { findTarget } from './findTarget.ts'
import type { SimulationOutcome } from './SimulatorMessages.ts'
import { simulateBundle } from './simulateBundle.ts'

type SimulationOptions = {
  readonly reader: ChainReader
  readonly artifacts: ArtifactFinder
  readonly request: SimulationRequest
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onItem: (item: SimulatedItem) => void
}

/**
 * Simulates a bundle on a chain's file. Ends with the signal's reason when that says so, in the middle of an item too.
 *
 * @throws TerminalError `simulation/block-not-found`, `simulation/timeout`, `simulation/invalid-abi`
 */
export const runSimulation = async (options: SimulationOptions): Promise<SimulationOutcome> => {
  const { reader, artifacts, request, clock, timeoutMs, signal } = options
  const startedAtMs = clock.nowMs()
  const target = findTarget(reader, request.block)
  // On a fork, a bundle begins again when state had to be fetched: nobody hears of an item twice.
  let told = 0
  const onItem = (item: SimulatedItem): void => {
    if (item.index < told) return
    told++
    options.onItem(item)
  }
  try {
    return await reader.execute(
      target,
      (environment) => overrideEnvironment(environment, request.blockOverrides),
      async (session) => {
        const { environment } = session
        const stateBlock = target === 'pending' ? reader.head() : target
        let gasUsed = 0n
        const count = (item: SimulatedItem): void => {
          gasUsed += item.gas.used
          onItem(item)
        }
        await simulateBundle({ session, common: reader.common, artifacts, request, onItem: count })
        return {
          network: request.network,
          stateBlock: { number: stateBlock.number, hash: toHex(stateBlock.hash) },
          blockNumber: environment.number,
          timestamp: environment.timestamp,
          baseFeePerGasWei: environment.baseFeePerGas,
          gasUsed,
          isStale: false,
          durationMs: clock.nowMs() - startedAtMs,
        }
      },
      { timeoutMs, signal },
    )
  } catch (error) {
    throw explain(error, request, timeoutMs)
  }
}

/** Whether the chain has gone on since, or back: what was simulated on its newest block is then of the past. */
export const hasMoved = (reader: ChainReader, { block }: SimulationRequest, outcome: SimulationOutcome): boolean =>
  typeof block === 'string' && toHex(reader.head().hash) !== outcome.stateBlock.hash

const explain = (error: unknown, { block }: SimulationRequest, timeoutMs: number): unknown => {
  if (!(error instanceof ChainError)) return error
  if (error.message.startsWith('execution aborted')) {
    const message = `The simulation took longer than ${timeoutMs / 1_000} s.`
    return new TerminalError('simulation/timeout', message, { timeoutMs }, { cause: error })
  }
  return new TerminalError('simulation/block-not-found', error.message, { block: String(block) }, { cause: error })
}
