import type { BlockTarget, Chain } from '../chain/Chain.ts'
import { CHAIN_ERROR_CODES, ChainError } from '../chain/ChainError.ts'
import type { BlockRecord } from '../chain/store/ChainRecords.ts'
import type { BlockId } from './schemas.ts'

/** The block an id names; `undefined` when there is none. Every sealed block is final: `safe` and `finalized` are the head. */
export const findBlock = (chain: Chain, id: BlockId): BlockTarget | undefined => {
  if (id instanceof Uint8Array) return chain.store.getBlockByHash(id)
  if (id === 'pending') return 'pending'
  if (id === 'earliest') return chain.store.getBlockByNumber(0)
  if (typeof id === 'string') return chain.head()
  return id > BigInt(chain.head().number) ? undefined : chain.store.getBlockByNumber(Number(id))
}

/** As `findBlock`, but a block that does not exist is an error, as for reads of state. */
export const requireBlock = (chain: Chain, id: BlockId = 'latest'): BlockTarget => {
  const block = findBlock(chain, id)
  if (block === undefined) throw new ChainError(CHAIN_ERROR_CODES.refused, 'header not found')
  return block
}

/** As `requireBlock`, with `pending` read as the head. */
export const requireSealed = (chain: Chain, id: BlockId = 'latest'): BlockRecord => {
  const block = requireBlock(chain, id)
  return block === 'pending' ? chain.head() : block
}
