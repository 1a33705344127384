import type { Common } from '@ethereumjs/common'
import type { BlockEnvironment, BlockExecution, BlockOptions } from '../evm/Executor.ts'
import type { ChainSettings } from './ChainSettings.ts'
import type { ConsensusData } from './ConsensusData.ts'
import type { PruneReport } from './createPruner.ts'
import type { Snapshots } from './createSnapshots.ts'
import type { PooledTransaction } from './pool/TransactionPool.ts'
import type { WorldState } from './state/WorldState.ts'
import type { BlockRecord, LogRecord } from './store/ChainRecords.ts'
import type { ChainStore } from './store/createChainStore.ts'

/** When blocks are made: with every transaction, at a fixed interval, or on demand alone. */
export type Mining =
  | { readonly mode: 'instant' }
  | { readonly mode: 'interval'; readonly intervalMs: number }
  | { readonly mode: 'manual' }

export type ChainEvent =
  | { readonly type: 'block'; readonly block: BlockRecord }
  /** Blocks above `head` are gone; `removedLogs` were in them, newest first (of a great many, the oldest 100,000). */
  | { readonly type: 'rollback'; readonly head: BlockRecord; readonly removedLogs: readonly LogRecord[] }
  | { readonly type: 'pending'; readonly pooled: PooledTransaction }

/** A block to read or execute on: a sealed one, or the next one on top of the head. */
export type BlockTarget = BlockRecord | 'pending'

/** A change of an account from outside any transaction; it becomes part of a block of its own. */
export type AccountChange = {
  readonly address: Uint8Array
  readonly balance?: bigint
  readonly nonce?: bigint
  readonly code?: Uint8Array
  readonly storage?: readonly (readonly [slot: Uint8Array, value: Uint8Array])[]
}

/** Changes that depend on the state they are made in. */
export type ChooseChanges = (state: Pick<WorldState, 'getAccount'>) => readonly AccountChange[]

/** What development methods let into a block: changes from outside any transaction, and transactions of impersonated accounts. */
export type OwnBlock = { readonly accountChanges: readonly AccountChange[] }

/** What execution on a block may see of it. Everything it does is undone afterwards. */
export type ExecutionSession = {
  readonly state: WorldState
  readonly environment: BlockEnvironment
  readonly execution: BlockExecution
  /** Whether an address (0x-hex, lower case) is a precompile's. */
  readonly isPrecompile: (address: `0x${string}`) => boolean
  /** Executes in another block than the session's own, which is imagined, and on any state. */
  readonly imagineBlock: (environment: BlockEnvironment, state: WorldState, options?: BlockOptions) => BlockExecution
}

/** What an execution on behalf of a stranger may take. */
export type ExecutionLimits = {
  readonly timeoutMs: number
  /** Ends it with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * A chain in one SQLite file. Reads answer from committed blocks; whatever a caller is told of a block or a transaction in it is on
 * disk.
 */
export type Chain = {
  readonly common: Common
  readonly chainId: number
  readonly store: ChainStore
  /** The last committed block. */
  head(): BlockRecord
  /** Calls `listener` after each commit and for each transaction that enters the pool; the result ends that. */
  subscribe(listener: (event: ChainEvent) => void): () => void
  /**
   * Takes a signed transaction (EIP-2718 bytes). In instant mode it resolves when the block with it is on disk.
   *
   * @throws ChainError -32000 with geth's sentence when it is invalid.
   */
  sendRawTransaction(raw: Uint8Array): Promise<`0x${string}`>
  /**
   * As `sendRawTransaction`, for one of an impersonated account: `toImpersonatedSignature` is where its signature would be, and its
   * sender may have code. Development only: no other way leads such a transaction into the chain.
   */
  sendImpersonatedTransaction(raw: Uint8Array): Promise<`0x${string}`>
  getPooled(hash: string): PooledTransaction | undefined
  getPooledAll(): readonly PooledTransaction[]
  /** The environment of the block that would come next. */
  nextEnvironment(): BlockEnvironment
  /** Reads a state. */
  read<Result>(target: BlockTarget, task: (state: WorldState) => Result): Promise<Result>
  /** The nonce of the sender's next transaction, those in the pool counted. */
  pendingNonce(address: Uint8Array): Promise<bigint>
  /**
   * Runs `task` on the state after `target`, in a block's environment, and undoes what it did. Blocks are sealed meanwhile. Tasks with
   * limits queue up apart from those without.
   *
   * @throws ChainError -32000 `execution aborted (timeout = …s)`.
   */
  execute<Result>(
    target: BlockTarget,
    adjust: (environment: BlockEnvironment) => BlockEnvironment,
    task: (session: ExecutionSession) => Promise<Result>,
    limits?: ExecutionLimits,
  ): Promise<Result>
  /** Seals a block now, empty or not. */
  mine(): Promise<BlockRecord>
  /**
   * Takes in a block that was made elsewhere on top of the head: RLP of header, transactions, uncles, withdrawals. It is executed
   * again; nothing of it is kept unless all its header promises comes out. `own` is for a block that a chain of this program made.
   *
   * @throws InvalidBlockError
   */
  importBlock(encoded: Uint8Array, own?: OwnBlock): Promise<BlockRecord>
  /** Seals a block that changes accounts as told. Development only. */
  changeAccounts(changes: readonly AccountChange[] | ChooseChanges): Promise<BlockRecord>
  /**
   * Removes all blocks above `blockNumber`, with what is in them. Their transactions are lost; those that wait in the pool go on
   * waiting.
   *
   * @throws ChainError when there is no such block.
   */
  rollbackTo(blockNumber: number): Promise<BlockRecord>
  /** Remembers the head and the clock's offset, durably. Returns an id for `revertTo`. */
  takeSnapshot(): Promise<number>
  /** Rolls back to a snapshot and uses it up, with all later ones; false when there is none of that id (any more). */
  revertTo(snapshotId: number): Promise<boolean>
  /** Snapshots with names, which are not used up. */
  readonly snapshots: Snapshots
  /**
   * Back to the genesis: no blocks above it, no snapshots, nothing in the pool, clock and settings as they were.
   */
  reset(): Promise<BlockRecord>
  /** Takes all waiting transactions out of the pool, or those of one sender. Answers how many. */
  dropTransactions(sender?: Uint8Array): Promise<number>
  /** Takes a waiting transaction out of the pool; false when it is not there. */
  dropTransaction(hash: string): Promise<boolean>
  /** Seconds since 1970 of the next block; later blocks follow the clock again. @throws ChainError when not after the head. */
  setNextBlockTimestamp(timestamp: bigint): void
  /** RANDAO's mix or the beacon root of the next block alone. */
  setNextConsensus(change: Partial<ConsensusData>): void
  /**
   * Sets the chain's clock, which runs on from there: milliseconds since 1970. Blocks still never go back. Answers how far it is
   * ahead of the real one, in milliseconds.
   */
  setTime(timestampMs: number): number
  /** Moves the chain's clock by `byMs`. Answers how far it is ahead of the real one now, in milliseconds. */
  increaseTime(byMs: number): number
  /** Deletes now what the chain's history option does not keep; it does so by itself, a little at a time, when enough has gathered. */
  prune(): Promise<PruneReport>
  /** Every block so many seconds after its parent, whatever the clock says; `undefined`: as the genesis has it. Durable. */
  setSecondsPerBlock(seconds: number | undefined): void
  /** Changes what the next blocks have, durably; what is not named stays. */
  changeSettings(change: ChainSettings): Promise<void>
  setMining(mining: Mining): void
  getMining(): Mining
  close(): Promise<void>
}
