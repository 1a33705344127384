import { toHex } from '../bytes.ts'
import type { BlockRecord } from '../store/ChainRecords.ts'
import { type StateSource, WorldState } from './WorldState.ts'

/** How many past states keep what was read of them in memory. */
const MAX_OPEN_STATES = 8

/** Opens the states of past blocks; the last few stay open. */
export const createHistory = (source: StateSource) => {
  const states = new Map<string, WorldState>()
  return {
    open: (block: BlockRecord): WorldState => {
      // By hash: after a rollback a number names another block.
      const key = toHex(block.hash)
      const state = states.get(key) ?? new WorldState(source, block.header.stateRoot)
      states.delete(key)
      states.set(key, state)
      const oldest = states.keys().next().value
      if (states.size > MAX_OPEN_STATES && oldest !== undefined) states.delete(oldest)
      return state
    },
  }
}
