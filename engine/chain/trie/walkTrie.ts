import { EMPTY_ROOT, type LoadNode } from './MerkleTrie.ts'
import { childAt, decodeNode, type TrieNode } from './trieNode.ts'

/** A key (as it is in the trie: a hash) and what is there. */
export type TrieEntry = { readonly key: Uint8Array; readonly value: Uint8Array }

/** Reads a trie's entries one after another, in the order of their keys. */
export function* walkTrie(load: LoadNode, root: Uint8Array): Generator<TrieEntry> {
  if (Buffer.compare(root, EMPTY_ROOT) === 0) return
  yield* walkNode(load, { kind: 'hash', hash: root }, '')
}

function* walkNode(load: LoadNode, node: TrieNode, path: string): Generator<TrieEntry> {
  const live = node.kind === 'hash' ? read(load, node.hash) : node
  if (live.kind === 'leaf') yield { key: fromPath(path + toPath(live.path)), value: live.value }
  else if (live.kind === 'extension') yield* walkNode(load, live.child, path + toPath(live.path))
  else {
    for (const nibble of live.children.keys()) {
      const child = childAt(live, nibble)
      if (child !== null) yield* walkNode(load, child, path + nibble.toString(16))
    }
  }
}

const read = (load: LoadNode, hash: Uint8Array) => {
  const encoded = load(hash)
  if (encoded === undefined) throw new Error(`The state has no trie node ${Buffer.from(hash).toString('hex')}.`)
  return decodeNode(encoded, hash)
}

const toPath = (nibbles: Uint8Array): string => [...nibbles].map((nibble) => nibble.toString(16)).join('')
const fromPath = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'))
