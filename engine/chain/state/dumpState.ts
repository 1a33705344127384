import { RLP } from '@ethereumjs/rlp'
import { createAccountFromRLP } from '@ethereumjs/util'
import { refuse } from '../ChainError.ts'
import { walkTrie } from '../trie/walkTrie.ts'
import type { StateSource } from './WorldState.ts'

/** What a dump reads: a state, and the addresses and slots whose hashes are in its tries. */
export type DumpSource = Pick<StateSource, 'loadNode' | 'loadCode' | 'base'> & {
  readonly loadPreimage: (hash: Uint8Array) => Uint8Array | undefined
}

/** An account with all it has. Balance in wei; values of storage without leading zeros. */
export type DumpedAccount = {
  readonly address: Uint8Array
  readonly nonce: bigint
  readonly balance: bigint
  readonly code: Uint8Array
  readonly storage: readonly (readonly [slot: Uint8Array, value: Uint8Array])[]
}

/** Accounts and slots together: what one answer may hold. */
const MAX_ENTRIES = 100_000

/**
 * Lists all accounts of the state with `root`.
 *
 * @throws ChainError on a fork, for a state that is too large, and for one that an older version wrote in part
 */
export const dumpState = (source: DumpSource, root: Uint8Array): DumpedAccount[] => {
  if (source.base !== undefined) throw refuse('a fork has no dump: most of its state is in the other chain')
  let entries = 0
  const count = (): void => {
    if (++entries > MAX_ENTRIES) throw refuse(`the state has more than ${MAX_ENTRIES} accounts and slots`)
  }
  const name = (hash: Uint8Array): Uint8Array => {
    count()
    const preimage = source.loadPreimage(hash)
    if (preimage === undefined) throw refuse('a part of the state was written before its addresses were kept')
    return preimage
  }
  return [...walkTrie(source.loadNode, root)].map(({ key, value }) => {
    const { nonce, balance, codeHash, storageRoot } = createAccountFromRLP(value)
    return {
      address: name(key),
      nonce,
      balance,
      code: source.loadCode(codeHash) ?? new Uint8Array(),
      storage: [...walkTrie(source.loadNode, storageRoot)].map(
        (entry) => [name(entry.key), RLP.decode(entry.value) as Uint8Array] as const,
      ),
    }
  })
}
