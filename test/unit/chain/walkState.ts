import { RLP } from '@ethereumjs/rlp'
import { bytesToHex } from '@ethereumjs/util'
import type { StateSource } from '../../../engine/chain/state/WorldState.ts'
import { EMPTY_ROOT } from '../../../engine/chain/trie/MerkleTrie.ts'

type Item = Uint8Array | Item[]

const EMPTY_CODE_HASH = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'

/**
 * Reads everything a state reaches, and adds the hashes of its nodes and code to `seen`.
 *
 * @throws Error when anything of it is missing.
 */
export const walkState = (source: StateSource, root: Uint8Array, seen: Set<string> = new Set()): Set<string> => {
  const walkTrie = (hash: Uint8Array, onLeaf: (value: Uint8Array) => void): void => {
    if (Buffer.compare(hash, EMPTY_ROOT) === 0) return
    const encoded = source.loadNode(hash)
    if (encoded === undefined) throw new Error(`The node ${bytesToHex(hash)} is missing.`)
    seen.add(bytesToHex(hash))
    follow(RLP.decode(new Uint8Array(encoded)) as Item, onLeaf)
  }
  const follow = (node: Item, onLeaf: (value: Uint8Array) => void): void => {
    if (node instanceof Uint8Array) {
      if (node.length > 0) walkTrie(node, onLeaf)
    } else if (node.length === 17) {
      for (const child of node) follow(child, onLeaf)
    } else {
      const [path, target] = node as [Uint8Array, Item]
      if (((path[0] as number) & 0x20) === 0) follow(target, onLeaf)
      else onLeaf(target as Uint8Array)
    }
  }
  walkTrie(root, (account) => {
    const [, , storageRoot, codeHash] = RLP.decode(account) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    walkTrie(storageRoot, () => undefined)
    if (bytesToHex(codeHash) === EMPTY_CODE_HASH) return
    if (source.loadCode(codeHash) === undefined) throw new Error(`The code ${bytesToHex(codeHash)} is missing.`)
    seen.add(bytesToHex(codeHash))
  })
  return seen
}
