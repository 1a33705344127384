import { Account } from '@ethereumjs/util'
import { createCachedRecovery } from '../evm/createCachedRecovery.ts'
import { createCommon } from '../evm/createCommon.ts'
import { createReferenceExecutor } from '../evm/createReferenceExecutor.ts'
import type { BlockEnvironment, Executor } from '../evm/Executor.ts'
import { openDatabase } from '../store/openDatabase.ts'
import { applyAccountChange } from './applyAccountChange.ts'
import { fromHex, toHex } from './bytes.ts'
import type { AccountChange, BlockTarget, Chain, ChainEvent, ChooseChanges, Mining, OwnBlock } from './Chain.ts'
import { refuse } from './ChainError.ts'
import { changeSettings, clearSettings, readSettingsAfter } from './ChainSettings.ts'
import type { Clock } from './Clock.ts'
import { readConsensusAfter, setNextConsensus } from './ConsensusData.ts'
import { createBlockHashReader } from './createBlockHashReader.ts'
import { createChainTime } from './createChainTime.ts'
import { createExecutionLane } from './createExecutionLane.ts'
import { createLock } from './createLock.ts'
import { createMiner } from './createMiner.ts'
import { createPruner } from './createPruner.ts'
import { createSnapshots } from './createSnapshots.ts'
import { fillBlock, UnfetchedStateError } from './fillBlock.ts'
import type { Fork } from './fork/openFork.ts'
import { completeGenesis, type Genesis } from './Genesis.ts'
import { importBlock } from './import/importBlock.ts'
import { openGenesis } from './openGenesis.ts'
import { decodeBlobTransaction } from './pool/decodeBlobTransaction.ts'
import { BLOB_TYPE, decodeImpersonated, decodeTransaction } from './pool/decodeTransaction.ts'
import { type BlockFees, type PooledTransaction, TransactionPool } from './pool/TransactionPool.ts'
import { type ExecutedTransaction, sealBlock } from './sealBlock.ts'
import { createHistory } from './state/createHistory.ts'
import { WorldState } from './state/WorldState.ts'
import { withFetchedState } from './state/withFetchedState.ts'
import type { BlockRecord } from './store/ChainRecords.ts'
import { chainMigrations } from './store/chainMigrations.ts'
import { type ChainStore, createChainStore } from './store/createChainStore.ts'
import type { HistoryOptions } from './store/createRetention.ts'
import { toEnvironment } from './toEnvironment.ts'
import { toNextEnvironment } from './toNextEnvironment.ts'

export type ChainOptions = {
  /** Path of the chain's SQLite file, or `':memory:'`. */
  readonly file: string
  readonly genesis: Genesis
  readonly mining: Mining
  readonly clock: Clock
  /** Called when a block that nobody waits for cannot be sealed: the disk is full, or there is a bug. */
  readonly onError: (error: unknown) => void
  readonly synchronous?: 'FULL' | 'NORMAL'
  /** All of it when not said. */
  readonly history?: HistoryOptions
  /** Another chain's block to begin with; `genesis` is then `toForkGenesis` of it. */
  readonly fork?: Fork
}

type Sealed = { readonly block: BlockRecord; readonly dropped: ReadonlyMap<string, string> }

/** A rollback tells its listeners of so many logs at most. */
const MAX_REMOVED_LOGS = 100_000
/** Ids of snapshots begin here. */
const FIRST_SNAPSHOT = 1

/** Nodes lie at random places of the file: with a million accounts, SQLite's own 2 MiB would read most pages twice. */
const PAGE_CACHE_KIB = 65_536

/**
 * Opens the chain in `file`, or begins it there.
 *
 * @throws TerminalError `chain/genesis-mismatch`, `store/corrupt`, `store/newer-schema`.
 */
export const createChain = async (options: ChainOptions): Promise<Chain> => {
  const { clock, onError, fork } = options
  // What a fork's tries hold is not a whole state: nothing tells what of it is garbage.
  const keeps = fork === undefined ? (options.history ?? 'archive') : 'archive'
  const genesis = completeGenesis(options.genesis)
  const common = createCommon(genesis.chainId, genesis.hardfork, {
    ecrecover: createCachedRecovery(),
  })
  const database = openDatabase(options.file, {
    migrations: chainMigrations,
    ...(options.synchronous === undefined ? {} : { synchronous: options.synchronous }),
  })
  database.pragma(`cache_size = -${PAGE_CACHE_KIB}`)
  const store: ChainStore = { ...createChainStore(database, common, { history: keeps }), base: fork?.base }
  let head = openGenesis(store, genesis, common, fork?.point)
  let headState = new WorldState(store, head.header.stateRoot)
  const history = createHistory(store)
  const executor: Executor = await createReferenceExecutor({
    common,
    getBlockHash: createBlockHashReader(store),
  })
  // Strangers' calls queue up apart from the desk's own.
  const ownLane = await createExecutionLane({ common, store, clock })
  const strangersLane = await createExecutionLane({ common, store, clock })
  const pool = new TransactionPool()
  const lock = createLock()
  const pruner = createPruner({ store, history: keeps, hasWholeStates: fork === undefined, clock, onError })
  const listeners = new Set<(event: ChainEvent) => void>()
  const time = createChainTime(clock, store, genesis)

  const emit = (event: ChainEvent): void => {
    for (const listener of listeners) listener(event)
  }

  const nonceOf = (sender: string): bigint => headState.getAccount(fromHex(sender))?.nonce ?? 0n

  const nextFees = (): BlockFees => ({
    baseFeePerGas: nextEnvironment().baseFeePerGas,
    blobBaseFee: head.header.calcNextBlobGasPrice(common),
  })

  const nextEnvironment = (): BlockEnvironment =>
    toNextEnvironment(
      head,
      time.stampAfter(head.header.timestamp),
      readConsensusAfter(store, genesis, head),
      readSettingsAfter(store, head),
      genesis,
      common,
    )

  /** After a commit: memory follows the disk, then everyone hears of it. */
  const advance = (block: BlockRecord, executed: readonly ExecutedTransaction[]): void => {
    head = block
    time.forgetNext()
    for (const sender of new Set(executed.map(({ pooled }) => pooled.sender))) pool.forget(sender, nonceOf(sender))
    emit({ type: 'block', block })
    pruner.onBlock()
  }

  /** Inside the lock. Takes in a block from elsewhere, or changes nothing. */
  const take = async (encoded: Uint8Array, own: OwnBlock | undefined): Promise<BlockRecord> => {
    try {
      const context = { store, executor, common, head, state: headState, own }
      const { record, executed } = await importBlock(context, encoded)
      advance(record, executed)
      return record
    } catch (error) {
      headState = new WorldState(store, head.header.stateRoot)
      throw error
    }
  }

  /** Inside the lock. Either the whole block is on disk and memory has followed, or nothing has changed. */
  const trySeal = async (wanted: readonly AccountChange[] | ChooseChanges): Promise<Sealed> => {
    const environment = nextEnvironment()
    try {
      const execution = executor.enterBlock(environment, headState)
      await execution.open()
      const changes = typeof wanted === 'function' ? wanted(headState) : wanted
      for (const change of changes) applyAccountChange(headState, change)
      const { executed, dropped } = await fillBlock(execution, pool, nextFees(), nonceOf)
      const requests = await execution.close()
      const parts = { environment, executed, requests, common }
      const block = store.commitBlock((sink) => ({ ...sealBlock(parts, headState, sink), accountChanges: changes }))
      for (const hash of dropped.keys()) pool.remove(hash)
      advance(block, executed)
      return { block, dropped }
    } catch (error) {
      headState = new WorldState(store, head.header.stateRoot)
      throw error
    }
  }

  /** Inside the lock. A transaction whose state cannot be fetched leaves the pool, so that it does not keep the others from a block. */
  const seal = async (changes: readonly AccountChange[] | ChooseChanges = []): Promise<Sealed> => {
    const unfetched = new Map<string, string>()
    for (;;) {
      try {
        const { block, dropped } = await withFetchedState(store.base, () => trySeal(changes))
        return { block, dropped: new Map([...unfetched, ...dropped]) }
      } catch (error) {
        if (!(error instanceof UnfetchedStateError)) throw error
        unfetched.set(error.transactionHash, error.message)
        pool.remove(error.transactionHash)
      }
    }
  }

  /** Inside the lock, on state that is at hand by the time the task comes through. */
  const locked = <Result>(task: () => Promise<Result> | Result): Promise<Result> =>
    withFetchedState(store.base, () => lock(task))

  /** Inside the lock. The disk first; then memory follows and everyone hears of it. */
  const rollBack = (blockNumber: number, firstSnapshot?: number): BlockRecord => {
    const block = blockNumber > head.number ? undefined : store.getBlockByNumber(blockNumber)
    if (block === undefined) throw refuse(`block ${blockNumber} does not exist: the head is ${head.number}`)
    store.requireState(block.number)
    const fromBlock = Math.max(block.number + 1, pruner.bodiesFrom())
    const removed = { fromBlock, toBlock: head.number, addresses: [], topics: [] }
    const removedLogs = listeners.size === 0 ? [] : store.getLogs(removed, MAX_REMOVED_LOGS).reverse()
    store.removeBlocksAbove(block.number, firstSnapshot)
    head = block
    headState = new WorldState(store, block.header.stateRoot)
    time.forgetNext()
    for (const sender of new Set([...pool.all()].map((pooled) => pooled.sender))) pool.forget(sender, nonceOf(sender))
    emit({ type: 'rollback', head, removedLogs })
    return block
  }

  const snapshots = createSnapshots({ store, lock, clock, time, head: () => head, rollBack })

  const dropTransactions = (sender?: string): number => {
    const dropped = [...pool.all()].filter((pooled) => sender === undefined || pooled.sender === sender)
    for (const { hash } of dropped) pool.remove(hash)
    return dropped.length
  }

  /** Inside the lock. */
  const reset = (): BlockRecord => {
    const genesisBlock = rollBack(fork?.point.number ?? 0, FIRST_SNAPSHOT)
    dropTransactions()
    time.reset()
    clearSettings(store)
    return genesisBlock
  }

  const isWorkWaiting = (): boolean => pool.size > 0 && pool.hasExecutable(nextFees(), nonceOf)
  const miner = createMiner({
    lock,
    clock,
    isWorkWaiting,
    seal,
    onError,
    mining: options.mining,
  })

  const blockOf = (target: BlockTarget): BlockRecord => (target === 'pending' ? head : target)

  /** Resolves with the hash, in instant mode when the block with the transaction is on disk. */
  const enqueue = async (pooled: PooledTransaction): Promise<`0x${string}`> => {
    await locked(() => {
      if (store.getTransaction(fromHex(pooled.hash)) !== undefined) throw refuse('already known')
      pool.add(pooled, headState.getAccount(fromHex(pooled.sender)) ?? new Account())
      emit({ type: 'pending', pooled })
    })
    for (const { dropped } of await miner.onTransaction()) {
      const reason = dropped.get(pooled.hash)
      if (reason !== undefined) throw refuse(reason)
    }
    return pooled.hash
  }

  return {
    common,
    chainId: genesis.chainId,
    store,
    head: () => head,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    sendRawTransaction: async (raw) => {
      const decode = raw[0] === BLOB_TYPE ? decodeBlobTransaction : decodeTransaction
      return enqueue(await decode(raw, common, nextEnvironment().gasLimit))
    },
    sendImpersonatedTransaction: async (raw) => enqueue(decodeImpersonated(raw, common, nextEnvironment().gasLimit)),
    getPooled: (hash) => pool.get(hash),
    getPooledAll: () => [...pool.all()],
    nextEnvironment,
    read: (target, task) => withFetchedState(store.base, async () => task(history.open(blockOf(target)))),
    pendingNonce: (address) => locked(() => pool.nextNonce(toHex(address), headState.getAccount(address)?.nonce ?? 0n)),
    execute: async (target, adjust, task, limits) => {
      const environment = adjust(target === 'pending' ? nextEnvironment() : toEnvironment(target.header))
      const lane = limits === undefined ? ownLane : strangersLane
      return lane(blockOf(target), environment, task, limits?.timeoutMs)
    },
    prune: async () => {
      if (fork !== undefined) throw refuse('a fork is not pruned: it keeps its own changes only')
      return pruner.prune()
    },
    mine: () => lock(async () => (await seal()).block),
    importBlock: (encoded, own) => locked(() => take(encoded, own)),
    changeAccounts: (changes) => lock(async () => (await seal(changes)).block),
    rollbackTo: (blockNumber) => lock(() => rollBack(blockNumber)),
    takeSnapshot: snapshots.takeSnapshot,
    revertTo: snapshots.revertTo,
    snapshots: snapshots.named,
    reset: () => lock(reset),
    dropTransactions: (sender) => lock(() => dropTransactions(sender === undefined ? undefined : toHex(sender))),
    dropTransaction: (hash) =>
      lock(() => {
        const isThere = pool.get(hash) !== undefined
        pool.remove(hash)
        return isThere
      }),
    setNextBlockTimestamp: (timestamp) => time.setNext(timestamp, head.header.timestamp),
    setNextConsensus: (change) => setNextConsensus(store, head, change),
    setTime: time.setTime,
    increaseTime: (byMs) => {
      time.setOffset(time.offsetMs() + byMs)
      return time.offsetMs()
    },
    setSecondsPerBlock: time.setSecondsPerBlock,
    changeSettings: (change) => lock(() => changeSettings(store, head, change)),
    setMining: miner.setMining,
    getMining: miner.getMining,
    close: async () => {
      miner.stop()
      await pruner.stop()
      await lock(() => store.close())
      fork?.close()
    },
  }
}
