import type { Database } from '../../store/openDatabase.ts'
import type { Retention } from './createRetention.ts'

/** Deletes transactions, receipts and logs of blocks whose bodies are not kept: at most `limit` of each kind, in one transaction. */
export const createBodyDeletion = (database: Database, retention: Retention): ((limit: number) => number) => {
  const deletions = ['log', 'chain_transaction'].map((table) =>
    database.prepare(
      `DELETE FROM ${table} WHERE (block_number, position) IN
         (SELECT block_number, position FROM ${table} WHERE block_number < ? LIMIT ?)`,
    ),
  )
  const deleteSome = database.transaction((limit: number): number => {
    const from = retention.get('bodiesFrom')
    return deletions.reduce((deleted, deletion) => deleted + deletion.run(from, limit).changes, 0)
  })
  return (limit) => deleteSome.immediate(limit)
}
