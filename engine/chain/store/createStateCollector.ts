import { RLP } from '@ethereumjs/rlp'
import type { Database } from '../../store/openDatabase.ts'
import { EMPTY_ROOT } from '../trie/MerkleTrie.ts'
import { isLeafPath } from '../trie/trieNode.ts'
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
 * sealed, rolled back, or the process killed. What is alive is marked in a temporary table that SQLite keeps on disk, so memory stays
 * small whatever the size of the state; and since only what is unreachable is ever deleted, no step can do harm that is not followed
 * by the next.
 *
 * What is saved meanwhile, by blocks that are sealed, is kept too, but does not count as looked at: of such a block's state, what it
 * did not save itself hangs from its parent's state, which was looked at or saved in turn.
 */
export const createStateCollector = (database: Database, retention: Retention) => {
  for (const table of ['mark', 'saved']) {
    database.exec(`CREATE TEMP TABLE ${table} (hash BLOB PRIMARY KEY) WITHOUT ROWID`)
  }
  const insertMark = database.prepare('INSERT OR IGNORE INTO temp.mark (hash) VALUES (?)')
  const insertSaved = database.prepare('INSERT OR IGNORE INTO temp.saved (hash) VALUES (?)')
  const clearings = ['mark', 'saved'].map((table) => database.prepare(`DELETE FROM temp.${table}`))
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
  let marked = 0
  let deleted = 0

  const mark = (hash: Uint8Array): boolean => {
    const isNew = insertMark.run(hash).changes === 1
    if (isNew) marked++
    return isNew
  }

  const clear = (): void => {
    for (const clearing of clearings) clearing.run()
    stack = []
    lastRoot = -1
    marked = 0
  }

  const markAccount = (encoded: Uint8Array): void => {
    const account = RLP.decode(encoded)
    if (!Array.isArray(account) || account.length !== ACCOUNT_ITEMS)
      throw new Error('An account in the store is malformed.')
    const [, , storageRoot, codeHash] = account as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    mark(codeHash)
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
    } else if (mark(visit.hash)) {
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
    retention.set('liveNodes', marked)
    retention.set('savedNodes', 0)
    clear()
  }

  const sweepNext = (table: 'node' | 'code', limit: number): void => {
    const { selectLast, remove } = sweeps[table]
    const last = selectLast.get(cursor, limit)
    if (last === undefined || last === null) {
      enter(table === 'node' ? 'code' : 'idle')
      return
    }
    deleted += remove.run(cursor, last).changes
    cursor = last
  }

  return {
    isRunning: (): boolean => phase !== 'idle',
    /** How many nodes and codes the current collection, or the last one, has deleted. */
    deleted: (): number => deleted,
    begin: (): void => {
      clear()
      deleted = 0
      phase = 'mark'
    },
    /** Every node and code that a block saves passes here, whether it was in the store already or not. */
    onSaved: (hash: Uint8Array): void => {
      if (phase !== 'idle') insertSaved.run(hash)
    },
    /** A part of the work, in one transaction: looks at `size` nodes. Answers whether there is more to do. */
    step: (size: number): boolean => {
      database
        .transaction(() => {
          if (phase === 'node' || phase === 'code') sweepNext(phase, size)
          else for (let visited = 0; visited < size && phase === 'mark'; visited++) visitNext()
        })
        .immediate()
      return phase !== 'idle'
    },
    /** Gives up; what was deleted so far was garbage. */
    abort: (): void => {
      phase = 'idle'
      clear()
    },
  }
}

export type StateCollector = ReturnType<typeof createStateCollector>

const prepareSweep = (database: Database, table: 'node' | 'code') => ({
  /** The last of the next so many hashes. */
  selectLast: database
    .prepare<[Uint8Array, number], Buffer | null>(
      `SELECT max(hash) FROM (SELECT hash FROM ${table} WHERE hash > ? ORDER BY hash LIMIT ?)`,
    )
    .pluck(),
  remove: database.prepare(
    `DELETE FROM ${table} WHERE hash > ? AND hash <= ?
       AND NOT EXISTS (SELECT 1 FROM temp.mark WHERE mark.hash = ${table}.hash)
       AND NOT EXISTS (SELECT 1 FROM temp.saved WHERE saved.hash = ${table}.hash)`,
  ),
})
