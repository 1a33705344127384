import { applyAccountChange } from './applyAccountChange.ts'
import { toHex } from './bytes.ts'
import type { Chain, ExecutionSession } from './Chain.ts'
import { refuse } from './ChainError.ts'
import { decodeStoredTransaction } from './pool/decodeTransaction.ts'
import type { BlockRecord, TransactionRecord } from './store/ChainRecords.ts'
import type { ChainStore } from './store/createChainStore.ts'
import { toEnvironment } from './toEnvironment.ts'

/** What running sealed transactions again needs of a chain: the chain itself has it, and so has a reader of its file. */
export type ReplayableChain = Pick<Chain, 'common' | 'execute'> & {
  readonly store: Pick<ChainStore, 'getBlockByNumber' | 'getTransactions' | 'getTransaction' | 'getAccountChanges'>
}

/**
 * Runs `task` in a sealed block before its first transaction: on its parent's state, after the opening system calls and
 * what development methods changed.
 *
 * @throws ChainError for the first block, which has no parent.
 */
export const reopenBlock = <Result>(
  chain: ReplayableChain,
  block: BlockRecord,
  task: (session: ExecutionSession) => Promise<Result>,
): Promise<Result> => {
  const parent = chain.store.getBlockByNumber(block.number - 1)
  if (parent === undefined) throw refuse('genesis is not traceable')
  return chain.execute(
    parent,
    () => toEnvironment(block.header),
    async (session) => {
      await session.execution.open()
      for (const change of chain.store.getAccountChanges(block.number)) applyAccountChange(session.state, change)
      return task(session)
    },
  )
}

/**
 * A block of an older file, which does not say what development methods changed in it, may not run the same again: better no answer
 * than a wrong one.
 *
 * @throws ChainError
 */
export const requireSame = (
  record: TransactionRecord,
  result: { readonly isSuccess: boolean; readonly gasUsed: bigint },
): void => {
  if (result.gasUsed === BigInt(record.gasUsed) && result.isSuccess === record.isSuccess) return
  throw refuse(
    `transaction ${toHex(record.hash)} does not run again as it did: block ${record.blockNumber} was changed`,
  )
}

/** Runs a sealed transaction again in its reopened block. @throws ChainError when it comes out differently. */
export const replayTransaction = async (
  chain: ReplayableChain,
  { execution }: ExecutionSession,
  record: TransactionRecord,
): Promise<void> =>
  requireSame(record, await execution.runTransaction(decodeStoredTransaction(record.raw, chain.common)))

/**
 * Runs `task` where a sealed transaction ran: in its reopened block, after those before it. `undefined`: there is no such transaction.
 *
 * @throws ChainError when an earlier transaction comes out differently.
 */
export const reopenTransaction = <Result>(
  chain: ReplayableChain,
  hash: Uint8Array,
  task: (session: ExecutionSession, record: TransactionRecord, block: BlockRecord) => Promise<Result>,
): Promise<Result> | undefined => {
  const record = chain.store.getTransaction(hash)
  const block = record === undefined ? undefined : chain.store.getBlockByNumber(record.blockNumber)
  if (record === undefined || block === undefined) return undefined
  return reopenBlock(chain, block, async (session) => {
    const earlier = chain.store.getTransactions(block.number).slice(0, record.position)
    for (const before of earlier) await replayTransaction(chain, session, before)
    return task(session, record, block)
  })
}
