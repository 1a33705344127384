import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToNibbles, childAt, decodeNode, encodeNode, type HashNode, type TrieNode } from './trieNode.ts'

/** keccak256(rlp('')): the root of a trie without entries. */
export const EMPTY_ROOT = Uint8Array.from(
  Buffer.from('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421', 'hex'),
)

/** Reads an encoded node by its hash; `undefined` when the store does not have it. */
export type LoadNode = (hash: Uint8Array) => Uint8Array | undefined
export type SaveNode = (hash: Uint8Array, encoded: Uint8Array) => void

type LiveNode = Exclude<TrieNode, HashNode>

const commonLength = (a: Uint8Array, b: Uint8Array): number => {
  const limit = Math.min(a.length, b.length)
  let length = 0
  while (length < limit && a[length] === b[length]) length++
  return length
}

const joinPaths = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const path = new Uint8Array(a.length + b.length)
  path.set(a)
  path.set(b, a.length)
  return path
}

const isEmptyRoot = (root: Uint8Array): boolean => Buffer.compare(root, EMPTY_ROOT) === 0

/**
 * A Merkle Patricia trie (Yellow Paper, appendix D) that is read and written synchronously. Keys must be prefix free (hashes, or
 * RLP of an index). Nodes that were read or written stay in memory, changed ones are encoded once, by `commit`.
 */
export class MerkleTrie {
  #root: TrieNode | null
  readonly #load: LoadNode
  #liveNodes = 0

  constructor(load: LoadNode, root: Uint8Array = EMPTY_ROOT) {
    this.#load = load
    this.#root = isEmptyRoot(root) ? null : { kind: 'hash', hash: root }
  }

  /** How many nodes were read into memory since the trie was made or trimmed; an upper bound on what it holds. */
  get liveNodes(): number {
    return this.#liveNodes
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const path = bytesToNibbles(key)
    let offset = 0
    let node = this.#root === null ? null : this.#resolve(this.#root)
    if (node !== null) this.#root = node
    while (node !== null) {
      if (node.kind === 'leaf') {
        return Buffer.compare(node.path, path.subarray(offset)) === 0 ? node.value : undefined
      }
      if (node.kind === 'extension') {
        if (commonLength(node.path, path.subarray(offset)) < node.path.length) return undefined
        offset += node.path.length
        node = node.child = this.#resolve(node.child)
      } else {
        const index = path[offset++] as number
        const child: TrieNode | null = childAt(node, index)
        if (child === null) return undefined
        const live = this.#resolve(child)
        node.children[index] = live
        node = live
      }
    }
    return undefined
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#root = this.#insert(this.#root, bytesToNibbles(key), value)
  }

  delete(key: Uint8Array): void {
    if (this.#root !== null) this.#root = this.#remove(this.#root, bytesToNibbles(key))
  }

  /** Encodes what changed, hands every new node to `save`, and returns the root hash. */
  commit(save: SaveNode): Uint8Array {
    if (this.#root === null) return EMPTY_ROOT
    if (this.#root.kind === 'hash') return this.#root.hash
    const isNew = this.#root.encoded === undefined
    const encoded = encodeNode(this.#root, { keccak256: keccak_256, save })
    const hash = keccak_256(encoded)
    if (isNew) save(hash, encoded)
    return hash
  }

  /** The encoded nodes from the root towards `key` (EIP-1186), without those embedded in their parent. */
  prove(key: Uint8Array): Uint8Array[] {
    const proof: Uint8Array[] = []
    const path = bytesToNibbles(key)
    let offset = 0
    let node: TrieNode | null = this.#root
    while (node !== null) {
      const live: LiveNode = this.#resolve(node)
      const encoded = encodeNode(live, { keccak256: keccak_256, save: () => {} })
      if (proof.length === 0 || encoded.length >= 32) proof.push(encoded)
      if (live.kind === 'leaf') break
      if (live.kind === 'extension') {
        if (commonLength(live.path, path.subarray(offset)) < live.path.length) break
        offset += live.path.length
        node = live.child
      } else {
        node = childAt(live, path[offset++] as number)
      }
    }
    return proof
  }

  #resolve(node: TrieNode): LiveNode {
    if (node.kind !== 'hash') return node
    const encoded = this.#load(node.hash)
    if (encoded === undefined) throw new Error(`The state has no trie node ${Buffer.from(node.hash).toString('hex')}.`)
    this.#liveNodes++
    return decodeNode(encoded, node.hash)
  }

  #insert(reference: TrieNode | null, path: Uint8Array, value: Uint8Array): TrieNode {
    if (reference === null) {
      this.#liveNodes++
      return { kind: 'leaf', path, value, encoded: undefined }
    }
    const node = this.#resolve(reference)
    if (node.kind === 'branch') {
      const index = path[0] as number
      node.children[index] = this.#insert(childAt(node, index), path.subarray(1), value)
      node.encoded = undefined
      return node
    }
    const shared = commonLength(node.path, path)
    if (shared === node.path.length) {
      if (node.kind === 'leaf') node.value = value
      else node.child = this.#insert(node.child, path.subarray(shared), value)
      node.encoded = undefined
      return node
    }
    return this.#split(node, shared, path, value)
  }

  /** Puts a branch where `path` leaves the path of a leaf or an extension. */
  #split(node: Exclude<LiveNode, { kind: 'branch' }>, shared: number, path: Uint8Array, value: Uint8Array): TrieNode {
    const children: (TrieNode | null)[] = new Array(16).fill(null)
    const oldRest = node.path.subarray(shared + 1)
    if (node.kind === 'leaf') {
      children[node.path[shared] as number] = { kind: 'leaf', path: oldRest, value: node.value, encoded: undefined }
    } else {
      children[node.path[shared] as number] =
        oldRest.length === 0 ? node.child : { kind: 'extension', path: oldRest, child: node.child, encoded: undefined }
    }
    children[path[shared] as number] = { kind: 'leaf', path: path.subarray(shared + 1), value, encoded: undefined }
    this.#liveNodes += 2
    const branch: TrieNode = { kind: 'branch', children, source: undefined, encoded: undefined }
    return shared === 0
      ? branch
      : { kind: 'extension', path: path.subarray(0, shared), child: branch, encoded: undefined }
  }

  #remove(reference: TrieNode, path: Uint8Array): TrieNode | null {
    const node = this.#resolve(reference)
    if (node.kind === 'leaf') return Buffer.compare(node.path, path) === 0 ? null : node
    if (node.kind === 'extension') {
      if (commonLength(node.path, path) < node.path.length) return node
      const child = this.#remove(node.child, path.subarray(node.path.length))
      if (child !== node.child) return this.#joinExtension(node.path, child)
      if (isChanged(child)) node.encoded = undefined
      return node
    }
    const index = path[0] as number
    const before = childAt(node, index)
    if (before === null) return node
    const after = this.#remove(before, path.subarray(1))
    if (after === before && !isChanged(after)) return node
    node.children[index] = after
    node.encoded = undefined
    return after === null ? this.#collapse(node) : node
  }

  /** Joins a path with the node it leads to, when that is no longer a branch. */
  #joinExtension(path: Uint8Array, child: TrieNode | null): TrieNode | null {
    if (child === null) return null
    const node = this.#resolve(child)
    if (node.kind === 'branch') return { kind: 'extension', path, child: node, encoded: undefined }
    const joined = joinPaths(path, node.path)
    return node.kind === 'leaf'
      ? { kind: 'leaf', path: joined, value: node.value, encoded: undefined }
      : { kind: 'extension', path: joined, child: node.child, encoded: undefined }
  }

  /** A branch with one child left becomes part of that child. */
  #collapse(branch: Extract<LiveNode, { kind: 'branch' }>): TrieNode | null {
    let only = -1
    for (let index = 0; index < 16; index++) {
      if (branch.children[index] === null) continue
      if (only !== -1) return branch
      only = index
    }
    return this.#joinExtension(Uint8Array.of(only), childAt(branch, only))
  }
}

const isChanged = (node: TrieNode | null): boolean =>
  node !== null && node.kind !== 'hash' && node.encoded === undefined
