import { CHAIN_ERROR_CODES, ChainError } from './ChainError.ts'

/** EIP-4444, execution-apis: what was asked for is history that the node no longer has. */
const PRUNED_HISTORY = 4444

/**
 * Thrown for what the chain once had and has pruned. Code -32000 for a state, as other nodes answer; 4444 for transactions, receipts
 * and logs.
 */
export class PrunedError extends ChainError {
  constructor(what: 'state' | 'body', blockNumber: number, keptFrom: number, head: number) {
    const kept = `the chain keeps the last ${head - keptFrom + 1} blocks, from ${keptFrom}`
    if (what === 'state') super(CHAIN_ERROR_CODES.refused, `state of block ${blockNumber} was pruned: ${kept}`)
    else super(PRUNED_HISTORY, `pruned history unavailable: block ${blockNumber} was pruned: ${kept}`)
  }
}
