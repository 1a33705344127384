import type { ChainStore } from './store/createChainStore.ts'

/** Finds the hashes that BLOCKHASH reads: of the chain's own blocks and, on a fork, of those before. Zero where there is none. */
export const createBlockHashReader =
  (store: Pick<ChainStore, 'getBlockByNumber' | 'base'>) =>
  (number: number): Uint8Array | Promise<Uint8Array> =>
    store.getBlockByNumber(number)?.hash ?? store.base?.getBlockHash(number) ?? new Uint8Array(32)
