import { RLP } from '@ethereumjs/rlp'

/**
 * Nodes of a Merkle Patricia trie (Yellow Paper, appendix D) whose keys are prefix free, so that no branch has a value.
 * `encoded` is the node's RLP while nothing below it has changed, and `reference`, valid with it, what its parent holds of it.
 */
type Encoding = { encoded: Uint8Array | undefined; reference?: Uint8Array }
export type LeafNode = { kind: 'leaf'; path: Uint8Array; value: Uint8Array } & Encoding
export type ExtensionNode = { kind: 'extension'; path: Uint8Array; child: TrieNode } & Encoding
/**
 * A child that has not been looked at is a number: where its hash is in `source`, the encoding that the branch was read from. Most
 * children of most branches never are, and sixteen objects for each would take five times the memory.
 */
export type BranchNode = {
  kind: 'branch'
  children: (TrieNode | number | null)[]
  source: Uint8Array | undefined
} & Encoding
/** A node that has not been read from the store yet. */
export type HashNode = { kind: 'hash'; hash: Uint8Array }
export type TrieNode = LeafNode | ExtensionNode | BranchNode | HashNode

const HASH_BYTES = 32
const FIRST_BYTES = 2
const BRANCH_CHILDREN = 16
const BRANCH_ITEMS = 17

/** Splits bytes into nibbles, high half first. */
export const bytesToNibbles = (bytes: Uint8Array): Uint8Array => {
  const nibbles = new Uint8Array(bytes.length * 2)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    nibbles[i * 2] = byte >> 4
    nibbles[i * 2 + 1] = byte & 15
  }
  return nibbles
}

/** Hex-prefix encoding of a path (Yellow Paper, appendix C). */
export const encodePath = (nibbles: Uint8Array, isLeaf: boolean): Uint8Array => {
  const isOdd = nibbles.length % 2 === 1
  const bytes = new Uint8Array((nibbles.length >> 1) + 1)
  bytes[0] = (isLeaf ? 0x20 : 0) | (isOdd ? 0x10 | (nibbles[0] as number) : 0)
  for (let from = isOdd ? 1 : 0, to = 1; from < nibbles.length; from += 2, to++) {
    bytes[to] = ((nibbles[from] as number) << 4) | (nibbles[from + 1] as number)
  }
  return bytes
}

/** Whether a hex-prefix encoded path is a leaf's. */
export const isLeafPath = (encoded: Uint8Array): boolean => ((encoded[0] as number) & 0x20) !== 0

const decodePath = (bytes: Uint8Array): { isLeaf: boolean; path: Uint8Array } => {
  const first = bytes[0] as number
  const nibbles = bytesToNibbles(bytes)
  return { isLeaf: isLeafPath(bytes), path: nibbles.subarray((first & 0x10) !== 0 ? 1 : FIRST_BYTES) }
}

type Item = Uint8Array | Item[]

const itemToChild = (item: Item): TrieNode | null => {
  if (Array.isArray(item)) return itemsToNode(item, undefined)
  if (item.length === 0) return null
  return { kind: 'hash', hash: item }
}

const itemsToNode = (items: Item[], encoded: Uint8Array | undefined): Exclude<TrieNode, HashNode> => {
  if (items.length === BRANCH_ITEMS) {
    return { kind: 'branch', children: items.slice(0, BRANCH_CHILDREN).map(itemToChild), source: undefined, encoded }
  }
  const [pathItem, target] = items
  if (items.length !== 2 || !(pathItem instanceof Uint8Array) || target === undefined) {
    throw new Error('A trie node in the store is malformed.')
  }
  const { isLeaf, path } = decodePath(pathItem)
  if (isLeaf) {
    if (!(target instanceof Uint8Array)) throw new Error('A trie leaf in the store has no value.')
    return { kind: 'leaf', path, value: target, encoded }
  }
  const child = itemToChild(target)
  if (child === null) throw new Error('A trie extension in the store has no child.')
  return { kind: 'extension', path, child, encoded }
}

/** The child of a branch; `null` where there is none. */
export const childAt = ({ children, source }: BranchNode, index: number): TrieNode | null => {
  const child = children[index] ?? null
  if (typeof child !== 'number') return child
  if (source === undefined) throw new Error('A trie branch has lost what it was read from.')
  return { kind: 'hash', hash: source.subarray(child, child + HASH_BYTES) }
}

const SHORT_LIST = 0xc0
const LONG_LIST = 0xf7
const EMPTY_STRING = 0x80
const HASH_STRING = EMPTY_STRING + HASH_BYTES

/** Reads a branch of hashes without making anything of them; `undefined` for any other node, and for one with nodes within it. */
const decodeBranch = (encoded: Uint8Array): BranchNode | undefined => {
  const first = encoded[0] ?? 0
  if (first < SHORT_LIST) return undefined
  const children: (number | null)[] = []
  let offset = first > LONG_LIST ? 1 + first - LONG_LIST : 1
  while (children.length < BRANCH_CHILDREN) {
    const prefix = encoded[offset]
    if (prefix !== EMPTY_STRING && prefix !== HASH_STRING) return undefined
    children.push(prefix === EMPTY_STRING ? null : offset + 1)
    offset += prefix === EMPTY_STRING ? 1 : 1 + HASH_BYTES
  }
  if (encoded[offset] !== EMPTY_STRING || offset + 1 !== encoded.length) return undefined
  return { kind: 'branch', children, source: encoded, encoded }
}

/** Decodes a node stored under `hash`. Throws on malformed bytes: the store is damaged. */
export const decodeNode = (encoded: Uint8Array, hash: Uint8Array): Exclude<TrieNode, HashNode> => {
  const branch = decodeBranch(encoded)
  if (branch !== undefined) return { ...branch, reference: encodeHash(hash) }
  const items: Item = RLP.decode(encoded) as Item
  if (!Array.isArray(items)) throw new Error('A trie node in the store is malformed.')
  return { ...itemsToNode(items, encoded), reference: encodeHash(hash) }
}

/** The reference a parent holds: the node itself when its RLP is shorter than a hash, else its hash. */
const isEmbedded = (encoded: Uint8Array): boolean => encoded.length < HASH_BYTES

/** RLP of a list whose items are already RLP encoded. */
const encodeList = (items: readonly Uint8Array[]): Uint8Array => {
  let length = 0
  for (const item of items) length += item.length
  const head =
    length < 56
      ? [0xc0 + length]
      : length < 256
        ? [0xf8, length]
        : length < 65_536
          ? [0xf9, length >> 8, length & 255]
          : [0xfa, length >> 16, (length >> 8) & 255, length & 255]
  const list = new Uint8Array(head.length + length)
  list.set(head)
  let offset = head.length
  for (const item of items) {
    list.set(item, offset)
    offset += item.length
  }
  return list
}

const EMPTY_ITEM = Uint8Array.of(0x80)

const encodeHash = (hash: Uint8Array): Uint8Array => {
  const item = new Uint8Array(HASH_BYTES + 1)
  item[0] = 0x80 + HASH_BYTES
  item.set(hash, 1)
  return item
}

export type NodeSink = {
  readonly keccak256: (bytes: Uint8Array) => Uint8Array
  /** Called with every new node that has a hash of its own. */
  readonly save: (hash: Uint8Array, encoded: Uint8Array) => void
}

const encodeReference = (node: TrieNode, sink: NodeSink): Uint8Array => {
  if (node.kind === 'hash') return encodeHash(node.hash)
  if (node.encoded !== undefined && node.reference !== undefined) return node.reference
  const isNew = node.encoded === undefined
  const encoded = encodeNode(node, sink)
  if (isEmbedded(encoded)) {
    node.reference = encoded
  } else {
    const hash = sink.keccak256(encoded)
    if (isNew) sink.save(hash, encoded)
    node.reference = encodeHash(hash)
  }
  return node.reference
}

const encodeChild = (branch: BranchNode, index: number, sink: NodeSink): Uint8Array => {
  const child = branch.children[index] ?? null
  if (child === null) return EMPTY_ITEM
  // What was not looked at has not changed: its hash is taken as it was read, with the prefix before it.
  if (typeof child === 'number' && branch.source !== undefined) {
    return branch.source.subarray(child - 1, child + HASH_BYTES)
  }
  const node = childAt(branch, index)
  return node === null ? EMPTY_ITEM : encodeReference(node, sink)
}

/** Encodes a node and, below it, whatever has changed. */
export const encodeNode = (node: Exclude<TrieNode, HashNode>, sink: NodeSink): Uint8Array => {
  if (node.encoded !== undefined) return node.encoded
  if (node.kind === 'leaf') {
    node.encoded = encodeList([RLP.encode(encodePath(node.path, true)), RLP.encode(node.value)])
  } else if (node.kind === 'extension') {
    node.encoded = encodeList([RLP.encode(encodePath(node.path, false)), encodeReference(node.child, sink)])
  } else {
    const items = node.children.map((_child, index) => encodeChild(node, index, sink))
    items.push(EMPTY_ITEM)
    node.encoded = encodeList(items)
  }
  return node.encoded
}
