import type { Database } from '../../store/openDatabase.ts'
import { PrunedError } from '../PrunedError.ts'

/**
 * How much of the past a chain keeps: all of it; or the states of the newest `keepBlocks` blocks and, when said, the transactions,
 * receipts and logs of the newest `keepBodies`. Headers are always kept, and so are the states that snapshots lead back to.
 */
export type HistoryOptions = 'archive' | { readonly keepBlocks: number; readonly keepBodies?: number }

/** The numbers in `meta` that say what is kept, and when a collection of garbage is due. */
const KEYS = {
  /** The oldest block whose state is kept, snapshots aside. */
  stateFrom: 'state_from',
  bodiesFrom: 'bodies_from',
  /** Trie nodes written since the last collection, and how many it found alive. */
  savedNodes: 'nodes_saved',
  liveNodes: 'nodes_live',
} as const

/** Where a chain's file says from which block on it has transactions, receipts and logs. */
export const BODIES_FROM_KEY = KEYS.bodiesFrom

type Key = keyof typeof KEYS

/** Keeps account of what has been pruned. What it says is as durable as the blocks: it is written with them. */
export const createRetention = (database: Database) => {
  const select = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  const upsert = database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
  const selectPin = database.prepare<[number, number], number>(
    'SELECT 1 FROM snapshot WHERE block_number = ? UNION ALL SELECT 1 FROM named_snapshot WHERE block_number = ? LIMIT 1',
  )
  const selectHead = database.prepare<[], number>('SELECT max(number) FROM block').pluck()

  const get = (key: Key): number => Number(select.get(KEYS[key]) ?? 0)
  const set = (key: Key, value: number): void => {
    if (value !== get(key)) upsert.run(KEYS[key], String(value))
  }
  const isStateKept = (blockNumber: number): boolean =>
    blockNumber >= get('stateFrom') || selectPin.get(blockNumber, blockNumber) !== undefined

  return {
    get,
    set,
    isStateKept,
    /** @throws PrunedError */
    requireState: (blockNumber: number): void => {
      if (isStateKept(blockNumber)) return
      throw new PrunedError('state', blockNumber, get('stateFrom'), selectHead.get() ?? 0)
    },
    /** The transactions, receipts and logs of a block, and of all after it. The first block has none to lose. @throws PrunedError */
    requireBodies: (blockNumber: number): void => {
      const from = get('bodiesFrom')
      if (blockNumber >= from || (blockNumber === 0 && from <= 1)) return
      throw new PrunedError('body', blockNumber, from, selectHead.get() ?? 0)
    },
    /** Inside the transaction that stores block `blockNumber` with `savedNodes` nodes. */
    onBlock: (blockNumber: number, savedNodes: number, history: HistoryOptions): void => {
      if (history === 'archive') return
      set('savedNodes', get('savedNodes') + savedNodes)
      set('stateFrom', Math.max(get('stateFrom'), blockNumber - history.keepBlocks + 1))
      if (history.keepBodies !== undefined) {
        set('bodiesFrom', Math.max(get('bodiesFrom'), blockNumber - history.keepBodies + 1))
      }
    },
    /** Inside the transaction that makes `blockNumber` the head again: a snapshot may lead to before what is kept. */
    onRollback: (blockNumber: number): void => {
      set('stateFrom', Math.min(get('stateFrom'), blockNumber))
      set('bodiesFrom', Math.min(get('bodiesFrom'), blockNumber + 1))
    },
  }
}

export type Retention = ReturnType<typeof createRetention>
