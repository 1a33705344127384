import { toHex } from '../bytes.ts'
import type { BlockRecord } from '../store/ChainRecords.ts'
import { type StateSource, WorldState } from './WorldState.ts'

/** How many states keep what was read of them in memory, and how many values and trie nodes all of them together: of
 * about 750 bytes. */
const MAX_OPEN_STATES = 8
const MAX_CACHED_VALUES = 50_000

/** A source of states that knows which it keeps. */
export type HistorySource = StateSource & { requireState(blockNumber: number): void }

/** Opens the states of blocks to read or execute on; the last few stay open. */
export const createHistory = (source: HistorySource) => {
  const states = new Map<string, WorldState>()

  const trim = (): void => {
    let cachedValues = 0
    for (const state of states.values()) cachedValues += state.cachedValues
    for (const [key, state] of states) {
      if (states.size <= MAX_OPEN_STATES && cachedValues <= MAX_CACHED_VALUES) return
      cachedValues -= state.cachedValues
      states.delete(key)
    }
  }

  return {
    /** @throws PrunedError */
    open: (block: BlockRecord): WorldState => {
      source.requireState(block.number)
      // By hash: after a rollback a number names another block.
      const key = toHex(block.hash)
      trim()
      const state = states.get(key) ?? new WorldState(source, block.header.stateRoot)
      states.delete(key)
      states.set(key, state)
      return state
    },
  }
}
