import { createCachedRecovery } from '../evm/createCachedRecovery.ts'
import { createCommon } from '../evm/createCommon.ts'
import { createReferenceExecutor } from '../evm/createReferenceExecutor.ts'
import type { BlockEnvironment } from '../evm/Executor.ts'
import { openDatabaseReader } from '../store/openDatabaseReader.ts'
import type { BlockTarget, Chain } from './Chain.ts'
import { refuse } from './ChainError.ts'
import { readSettingsAfter } from './ChainSettings.ts'
import type { Clock } from './Clock.ts'
import { readConsensusAfter } from './ConsensusData.ts'
import { createBlockHashReader } from './createBlockHashReader.ts'
import { readStampAfter } from './createChainTime.ts'
import { createExecutionGuard } from './createExecutionGuard.ts'
import { createLock } from './createLock.ts'
import { createSession } from './createSession.ts'
import type { Fork } from './fork/openFork.ts'
import { completeGenesis, type Genesis } from './Genesis.ts'
import { createHistory } from './state/createHistory.ts'
import type { WorldState } from './state/WorldState.ts'
import { withFetchedState } from './state/withFetchedState.ts'
import type { BlockRecord } from './store/ChainRecords.ts'
import { chainMigrations } from './store/chainMigrations.ts'
import { type ChainStore, createChainStore } from './store/createChainStore.ts'
import { toEnvironment } from './toEnvironment.ts'
import { toNextEnvironment } from './toNextEnvironment.ts'

export type ChainReaderOptions = {
  /** Path of the chain's SQLite file; the chain has been opened there before. */
  readonly file: string
  /** The chain's own: its id, rules, gas limit and coinbase. */
  readonly genesis: Genesis
  readonly clock: Clock
  /** Of a chain that is a fork: what it was forked from. */
  readonly fork?: Fork
}

/** What a chain's store answers; a reader writes nothing. */
export type ChainStoreReads = Omit<
  ChainStore,
  | 'commitBlock'
  | 'writeMeta'
  | 'saveSnapshot'
  | 'removeBlocksAbove'
  | 'openPruning'
  | 'namedSnapshots'
  | 'limitSize'
  | 'close'
>

/**
 * A chain that another thread or process runs, as its file has it. `read` and `execute` each see the file as it was when they
 * began, whatever is sealed, rolled back or pruned meanwhile; everything else sees the latest commit.
 */
export type ChainReader = Pick<Chain, 'common' | 'chainId' | 'head' | 'nextEnvironment' | 'read' | 'execute'> & {
  readonly store: ChainStoreReads
  close(): Promise<void>
}

/**
 * Opens a chain's file for reading and executing, without the thread that runs the chain. Nothing is ever written.
 *
 * @throws TerminalError `store/corrupt`, `store/newer-schema`.
 *
 * @example
 * const reader = await openChainReader({ file, genesis, clock })
 * const result = await reader.execute('pending', (environment) => environment, ({ execution }) => execution.runMessage(message))
 */
export const openChainReader = async (options: ChainReaderOptions): Promise<ChainReader> => {
  const genesis = completeGenesis(options.genesis)
  const common = createCommon(genesis.chainId, genesis.hardfork, { ecrecover: createCachedRecovery() })
  const database = openDatabaseReader(options.file, chainMigrations.length)
  const store: ChainStore = { ...createChainStore(database, common, { isReader: true }), base: options.fork?.base }
  const history = createHistory(store)
  const executor = await createReferenceExecutor({
    common,
    getBlockHash: createBlockHashReader(store),
  })
  const lock = createLock()

  const head = (): BlockRecord => {
    const block = store.getHead()
    if (block === undefined) throw refuse('the chain has no block')
    return block
  }

  const nextEnvironment = (parent: BlockRecord): BlockEnvironment =>
    toNextEnvironment(
      parent,
      readStampAfter(store, genesis, options.clock.nowMs(), parent.header.timestamp),
      readConsensusAfter(store, genesis, parent),
      readSettingsAfter(store, parent),
      genesis,
      common,
    )

  /** Inside a transaction: a block that was there before it may be gone. */
  const resolve = (target: BlockTarget): BlockRecord => {
    const block = target === 'pending' ? head() : store.getBlockByHash(target.hash)
    if (block === undefined) throw refuse('block not found: it has been rolled back')
    return block
  }

  /** One at a time, on the file as it is now: SQLite keeps that view until the task has ended. */
  const onSnapshot = <Result>(
    target: BlockTarget,
    task: (block: BlockRecord, state: WorldState) => Promise<Result> | Result,
  ): Promise<Result> =>
    lock(() =>
      withFetchedState(store.base, async () => {
        database.exec('BEGIN')
        try {
          const block = resolve(target)
          return await task(block, history.open(block))
        } finally {
          database.exec('COMMIT')
        }
      }),
    )

  return {
    common,
    chainId: genesis.chainId,
    store,
    head,
    nextEnvironment: () => nextEnvironment(head()),
    read: (target, task) => onSnapshot(target, (_block, state) => task(state)),
    execute: (target, adjust, task, limits) =>
      onSnapshot(target, async (block, state) => {
        const environment = adjust(target === 'pending' ? nextEnvironment(block) : toEnvironment(block.header))
        const guard = createExecutionGuard(options.clock, limits?.timeoutMs, limits?.signal)
        try {
          return await task(createSession(executor, environment, state, guard))
        } finally {
          state.discard()
        }
      }),
    close: () => lock(() => void database.close()),
  }
}
