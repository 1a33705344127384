import type { SimulatedItem } from '../../engine/api/simulation.ts'
import type { Chain } from '../../engine/chain/Chain.ts'
import type { ArtifactFinder } from '../../engine/compiler/ContractArtifact.ts'
import type { Simulator } from '../../engine/simulation/createSimulator.ts'
import { runSimulation } from '../../engine/simulation/runSimulation.ts'

/** Simulates on a chain of this very thread, as the simulator's threads do on its file. */
export const simulateOn =
  (chain: Chain, artifacts: ArtifactFinder, timeoutMs = 30_000): Simulator['simulate'] =>
  async (request, signal) => {
    const items: SimulatedItem[] = []
    const clock = {
      nowMs: () => Date.now(),
      schedule: (task: () => void, delayMs: number) => {
        const timer = setTimeout(task, delayMs)
        return () => clearTimeout(timer)
      },
    }
    const onItem = (item: SimulatedItem) => void items.push(item)
    const outcome = await runSimulation({ reader: chain, artifacts, request, clock, timeoutMs, signal, onItem })
    return { ...outcome, items }
  }
