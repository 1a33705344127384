import { toHex } from '../../chain/bytes.ts'
import { type StateSink, type StateSource, WorldState } from '../../chain/state/WorldState.ts'

/** A state that goes on from a sealed one, block by block, in memory. */
export type MemoryBranch = { readonly state: WorldState; readonly sink: StateSink }

/** Begins a branch on the state with `root`. Nothing of it reaches the disk. */
export const createMemoryBranch = (source: StateSource, root: Uint8Array): MemoryBranch => {
  const nodes = new Map<string, Uint8Array>()
  const codes = new Map<string, Uint8Array>()
  const branched: StateSource = {
    ...source,
    loadNode: (hash) => nodes.get(toHex(hash)) ?? source.loadNode(hash),
    loadCode: (hash) => codes.get(toHex(hash)) ?? source.loadCode(hash),
  }
  return {
    state: new WorldState(branched, root),
    sink: {
      saveNode: (hash, encoded) => void nodes.set(toHex(hash), encoded),
      saveCode: (hash, code) => void codes.set(toHex(hash), code),
    },
  }
}
