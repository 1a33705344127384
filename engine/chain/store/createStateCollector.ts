import { RLP } from '@ethereumjs/rlp'
import type { Database } from '../../store/openDatabase.ts'
import { EMPTY_ROOT } from '../trie/MerkleTrie.ts'
import { isLeafPath } from '../trie/trieNode.ts'
import { createHashSet } from './createHashSet.ts'
import type { Retention } from './createRetention.ts'

type Item = Uint8Array | Item[]
type Visit = { readonly hash: Uint8Array; readonly isAccountTrie: boolean }

const HASH_BYTES = 32
const STATE_ROOT_FIELD = 3
const BRANCH_ITEMS = 17
const ACCOUNT_ITEMS = 4

/** What a collection is doing: `mark` finds what is alive, the others delete what is not. */
type Phase = 'idle' | 'mark' | 'node' | 'code'

/**
 * Deletes the trie nodes and code that no kept state reaches: mark and sweep, in steps of any size between which blocks may be
 * sealed, rolled back, or the process killed: only what is unreachable is ever deleted. While it runs it takes some 40 bytes of memory
 * for each node that is alive.
 *
 * What is saved meanwhile, by blocks that are sealed, is kept too, but does not count as looked at: of such a block's state, what it
 * did not save itself hangs from its parent's state, which was looked at or saved in turn.
 */
export const createStateCollector = (database: Database, retention: Retention) => {
  const selectNode = database.prepare<[Uint8Array], Buffer>('SELECT encoded FROM node WHERE hash = ?').pluck()
  const selectRoot = database.prepare<[{ last: number; from: number }], { number: number; header: Buffer }>(
    `SELECT number, header FROM block WHERE number = (SELECT min(next) FROM (
       SELECT min(number) AS next FROM block WHERE number > max(@last, @from - 1)
       UNION ALL SELECT min(block_number) FROM snapshot WHERE block_number > @last
       UNION ALL SELECT min(block_number) FROM named_snapshot WHERE block_number > @last))`,
  )
  const sweeps = { node: prepareSweep(database, 'node'), code: prepareSweep(database, 'code') }

  let phase: Phase = 'idle'
  let lastRoot = -1
  let stack: Visit[] = []
  let cursor: Uint8Array = new Uint8Array()
  let marked = createHashSet(0)
  let saved = createHashSet(0)
  let deleted = 0

  /** @param expected how many nodes and codes may be alive */
  const clear = (expected: number): void => {
    marked = createHashSet(expected)
    saved = createHashSet(0)
    stack = []
    lastRoot = -1
  }

  const markAccount = (encoded: Uint8Array): void => {
    const account = RLP.decode(encoded)
    if (!Array.isArray(account) || account.length !== ACCOUNT_ITEMS)
      throw new Error('An account in the store is malformed.')
    const [, , storageRoot, codeHash] = account as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    marked.add(codeHash)
    if (Buffer.compare(storageRoot, EMPTY_ROOT) !== 0) stack.push({ hash: storageRoot, isAccountTrie: false })
  }

  /** Pushes what a node refers to; nodes within it are looked through. */
  const follow = (node: Item, isAccountTrie: boolean): void => {
    if (!Array.isArray(node)) {
      if (node.length === HASH_BYTES) stack.push({ hash: node, isAccountTrie })
    } else if (node.length === BRANCH_ITEMS) {
      for (const child of node) follow(child, isAccountTrie)
    } else {
      const [path, target] = node as [Uint8Array, Item]
      if (!isLeafPath(path)) follow(target, isAccountTrie)
      else if (isAccountTrie) markAccount(target as Uint8Array)
    }
  }

  const pushNextRoot = (): boolean => {
    const block = selectRoot.get({ last: lastRoot, from: retention.get('stateFrom') })
    if (block === undefined) return false
    lastRoot = block.number
    const root = (RLP.decode(new Uint8Array(block.header)) as Uint8Array[])[STATE_ROOT_FIELD]
    if (root === undefined) throw new Error('A header in the store is malformed.')
    if (Buffer.compare(root, EMPTY_ROOT) !== 0) stack.push({ hash: root, isAccountTrie: true })
    return true
  }

  const visitNext = (): void => {
    const visit = stack.pop()
    if (visit === undefined) {
      if (!pushNextRoot()) enter('node')
    } else if (marked.add(visit.hash)) {
      const encoded = selectNode.get(visit.hash)
      if (encoded === undefined)
        throw new Error(`The state has no trie node ${Buffer.from(visit.hash).toString('hex')}.`)
      follow(RLP.decode(new Uint8Array(encoded)) as Item, visit.isAccountTrie)
    }
  }

  const enter = (next: Phase): void => {
    phase = next
    cursor = new Uint8Array()
    if (next !== 'idle') return
    retention.set('liveNodes', marked.size)
    retention.set('savedNodes', 0)
    clear(0)
  }

  const sweepNext = (table: 'node' | 'code', limit: number): void => {
    const { selectNext, remove } = sweeps[table]
    const hashes = selectNext.all(cursor, limit)
    for (const hash of hashes) if (!marked.has(hash) && !saved.has(hash)) deleted += remove.run(hash).changes
    const last = hashes.at(-1)
    if (last === undefined) enter(table === 'node' ? 'code' : 'idle')
    else cursor = last
  }

  const sweepInTransaction = database.transaction(sweepNext)

  /** Garbage that is back after a power cut harms nobody: what is deleted reaches the disk with the next block. */
  const sweep = (table: 'node' | 'code', limit: number): void => {
    const synchronous = database.pragma('synchronous', { simple: true })
    database.pragma('synchronous = NORMAL')
    try {
      sweepInTransaction.immediate(table, limit)
    } finally {
      database.pragma(`synchronous = ${synchronous}`)
    }
  }

  return {
    isRunning: (): boolean => phase !== 'idle',
    /** How many nodes and codes the current collection, or the last one, has deleted. */
    deleted: (): number => deleted,
    begin: (): void => {
      clear(retention.get('liveNodes') + retention.get('savedNodes'))
      deleted = 0
      phase = 'mark'
    },
    /** Every node and code that a block saves passes here, whether it was in the store already or not. */
    onSaved: (hash: Uint8Array): void => {
      if (phase !== 'idle') saved.add(hash)
    },
    /** A part of the work: looks at `size` nodes, and deletes what it does in one transaction. Answers whether there is more to do. */
    step: (size: number): boolean => {
      if (phase === 'node' || phase === 'code') sweep(phase, size)
      else for (let visited = 0; visited < size && phase === 'mark'; visited++) visitNext()
      return phase !== 'idle'
    },
    /** Gives up; what was deleted so far was garbage. */
    abort: (): void => {
      phase = 'idle'
      clear(0)
    },
  }
}

export type StateCollector = ReturnType<typeof createStateCollector>

const prepareSweep = (database: Database, table: 'node' | 'code') => ({
  selectNext: database
    .prepare<[Uint8Array, number], Buffer>(`SELECT hash FROM ${table} WHERE hash > ? ORDER BY hash LIMIT ?`)
    .pluck(),
  remove: database.prepare(`DELETE FROM ${table} WHERE hash = ?`),
})
