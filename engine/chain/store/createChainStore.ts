import { type BlockHeader, createBlockHeaderFromRLP } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import type { Withdrawal } from '../../evm/Withdrawal.ts'
import { asStoreError, type Database } from '../../store/openDatabase.ts'
import { toWord } from '../bytes.ts'
import type { AccountChange } from '../Chain.ts'
import type { StateSink, StateSource } from '../state/WorldState.ts'
import type { BlockRecord, LogFilter, LogRecord, SealedTransaction, TransactionRecord } from './ChainRecords.ts'
import { createBodyDeletion } from './createBodyDeletion.ts'
import { createLogQuery } from './createLogQuery.ts'
import { createNamedSnapshots } from './createNamedSnapshots.ts'
import { createRetention, type HistoryOptions, type Retention } from './createRetention.ts'
import { createRollback, type SnapshotRecord } from './createRollback.ts'
import { createStateCollector, type StateCollector } from './createStateCollector.ts'
import { decodeAccountChanges, encodeAccountChanges } from './encodeAccountChange.ts'
import { decodeWithdrawals, encodeWithdrawals } from './encodeWithdrawal.ts'

export type SealedBlock = {
  readonly hash: Uint8Array
  readonly header: BlockHeader
  readonly sizeBytes: number
  readonly withdrawals: readonly Withdrawal[]
  readonly transactions: readonly SealedTransaction[]
  /** What development methods changed before the first transaction. */
  readonly accountChanges?: readonly AccountChange[]
}

/** Everything a chain keeps, in one SQLite file. Reads see committed blocks only. */
export type ChainStore = StateSource & {
  /** The address or the slot that a hash in the tries is of. */
  loadPreimage(hash: Uint8Array): Uint8Array | undefined
  readMeta(key: string): string | undefined
  writeMeta(key: string, value: string): void
  getHead(): BlockRecord | undefined
  getBlockByNumber(number: number): BlockRecord | undefined
  getBlockByHash(hash: Uint8Array): BlockRecord | undefined
  getTransaction(hash: Uint8Array): TransactionRecord | undefined
  /** @throws PrunedError */
  getTransactions(blockNumber: number): TransactionRecord[]
  /** @throws PrunedError */
  getLogs(filter: LogFilter, limit: number): LogRecord[]
  /**
   * Runs `build` and stores the block it returns, with the nodes and code it saved: all of it in one transaction, or nothing.
   *
   * @throws TerminalError `store/full`
   */
  commitBlock(build: (sink: StateSink) => SealedBlock): BlockRecord
  /** Keeps a snapshot and returns its id; no id is given twice. */
  saveSnapshot(snapshot: SnapshotRecord): number
  getSnapshot(id: number): SnapshotRecord | undefined
  /**
   * Removes the blocks above a number with their transactions, receipts and logs, and the snapshots of what is removed; the
   * snapshots from the id `firstSnapshot` too. All of it in one transaction, or nothing.
   */
  removeBlocksAbove(blockNumber: number, firstSnapshot?: number): void
  /** What development methods changed in a block before its first transaction. */
  getAccountChanges(blockNumber: number): AccountChange[]
  readonly namedSnapshots: ReturnType<typeof createNamedSnapshots>
  /** Lets the file grow to so many bytes, or to its present size when that is more; then it is full, as a disk would be. */
  limitSize(maxBytes: number): void
  /** @throws PrunedError when the block's state is not kept. */
  requireState(blockNumber: number): void
  /** What deletes that which is not kept any more. */
  openPruning(): Pruning
  close(): void
}

export type Pruning = {
  readonly retention: Retention
  readonly collector: StateCollector
  /** Deletes about so many transactions and logs of blocks whose bodies are not kept. Answers how many. */
  readonly deleteBodies: (limit: number) => number
}

export type ChainStoreOptions = { readonly isReader?: boolean; readonly history?: HistoryOptions }

type BlockRow = { number: number; hash: Buffer; header: Buffer; size_bytes: number; withdrawals: Buffer | null }
type TransactionRow = {
  block_number: number
  position: number
  hash: Buffer
  sender: Buffer
  raw: Buffer
  is_success: number
  gas_used: number
  cumulative_gas_used: number
  effective_gas_price: Buffer
  blob_gas_used: number
  created_address: Buffer | null
  first_log: number
}

/** How many recent blocks keep their decoded header in memory. */
const MAX_CACHED_HEADERS = 1_024

const toBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)

const toTransactionRecord = (row: TransactionRow): TransactionRecord => ({
  blockNumber: row.block_number,
  position: row.position,
  hash: toBytes(row.hash),
  sender: toBytes(row.sender),
  raw: toBytes(row.raw),
  isSuccess: row.is_success === 1,
  gasUsed: row.gas_used,
  cumulativeGasUsed: row.cumulative_gas_used,
  effectiveGasPrice: BigInt(`0x${row.effective_gas_price.toString('hex')}`),
  blobGasUsed: row.blob_gas_used,
  createdAddress: row.created_address === null ? undefined : toBytes(row.created_address),
  firstLog: row.first_log,
})

/**
 * The store in an open database. One that `isReader` follows what another connection commits and rolls back; it must not be written to.
 */
export const createChainStore = (database: Database, common: Common, options: ChainStoreOptions = {}): ChainStore => {
  const { isReader = false, history = 'archive' } = options
  const retention = createRetention(database)
  let collector: StateCollector | undefined
  const selectNode = database.prepare<[Uint8Array], Buffer>('SELECT encoded FROM node WHERE hash = ?').pluck()
  const selectCode = database.prepare<[Uint8Array], Buffer>('SELECT code FROM code WHERE hash = ?').pluck()
  const selectPreimage = database.prepare<[Uint8Array], Buffer>('SELECT preimage FROM preimage WHERE hash = ?').pluck()
  const selectMeta = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  const upsertMeta = database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
  const blockColumns = 'SELECT number, hash, header, size_bytes, withdrawals FROM block'
  const selectHead = database.prepare<[], BlockRow>(`${blockColumns} ORDER BY number DESC LIMIT 1`)
  const selectByNumber = database.prepare<[number], BlockRow>(`${blockColumns} WHERE number = ?`)
  const selectByHash = database.prepare<[Uint8Array], BlockRow>(`${blockColumns} WHERE hash = ?`)
  const selectTransaction = database.prepare<[Uint8Array], TransactionRow>(
    'SELECT * FROM chain_transaction WHERE hash = ?',
  )
  const selectTransactions = database.prepare<[number], TransactionRow>(
    'SELECT * FROM chain_transaction WHERE block_number = ? ORDER BY position',
  )
  const selectAccountChange = database
    .prepare<[number], Buffer>('SELECT changes FROM account_change WHERE block_number = ?')
    .pluck()
  const insert = prepareInserts(database)
  const queryLogs = createLogQuery(database)
  const rollback = createRollback(database, retention)
  const cache = new Map<number, BlockRecord>()

  const remember = (record: BlockRecord): BlockRecord => {
    cache.set(record.number, record)
    const oldest = cache.keys().next().value
    if (cache.size > MAX_CACHED_HEADERS && oldest !== undefined) cache.delete(oldest)
    return record
  }

  const toBlockRecord = (row: BlockRow | undefined): BlockRecord | undefined => {
    if (row === undefined) return undefined
    const cached = cache.get(row.number)
    // By hash too: another connection may have rolled the chain back, and a number then names another block.
    if (cached !== undefined && row.hash.equals(cached.hash)) return cached
    const header = createBlockHeaderFromRLP(toBytes(row.header), { common, freeze: false })
    const withdrawals = decodeWithdrawals(row.withdrawals === null ? null : toBytes(row.withdrawals))
    return remember({ number: row.number, hash: toBytes(row.hash), header, sizeBytes: row.size_bytes, withdrawals })
  }

  const storeBlock = database.transaction((build: (sink: StateSink) => SealedBlock): BlockRecord => {
    let savedNodes = 0
    const block = build({
      saveNode: (hash, encoded) => {
        insert.node.run(hash, encoded)
        collector?.onSaved(hash)
        savedNodes++
      },
      saveCode: (hash, code) => {
        insert.code.run(hash, code)
        collector?.onSaved(hash)
      },
      savePreimage: (hash, preimage) => void insert.preimage.run(hash, preimage),
    })
    const number = Number(block.header.number)
    for (const transaction of block.transactions) insertTransaction(insert, transaction)
    const { hash, header, sizeBytes, withdrawals } = block
    insert.block.run(
      number,
      hash,
      header.serialize(),
      sizeBytes,
      Number(header.timestamp),
      encodeWithdrawals(withdrawals),
    )
    if (block.accountChanges !== undefined && block.accountChanges.length > 0) {
      insert.accountChange.run(number, encodeAccountChanges(block.accountChanges))
    }
    retention.onBlock(number, savedNodes, history)
    return { number, hash, header, sizeBytes, withdrawals }
  })

  return {
    loadNode: (hash) => selectNode.get(hash),
    loadCode: (hash) => {
      const code = selectCode.get(hash)
      return code === undefined ? undefined : toBytes(code)
    },
    loadPreimage: (hash) => {
      const preimage = selectPreimage.get(hash)
      return preimage === undefined ? undefined : toBytes(preimage)
    },
    readMeta: (key) => selectMeta.get(key),
    writeMeta: (key, value) => void upsertMeta.run(key, value),
    getHead: () => toBlockRecord(selectHead.get()),
    getBlockByNumber: (number) =>
      (isReader ? undefined : cache.get(number)) ?? toBlockRecord(selectByNumber.get(number)),
    getBlockByHash: (hash) => toBlockRecord(selectByHash.get(hash)),
    getTransaction: (hash) => {
      const row = selectTransaction.get(hash)
      return row === undefined ? undefined : toTransactionRecord(row)
    },
    getTransactions: (blockNumber) => {
      retention.requireBodies(blockNumber)
      return selectTransactions.all(blockNumber).map(toTransactionRecord)
    },
    getLogs: (filter, limit) => {
      retention.requireBodies(filter.fromBlock)
      return queryLogs(filter, limit)
    },
    getAccountChanges: (blockNumber) => {
      const encoded = selectAccountChange.get(blockNumber)
      return encoded === undefined ? [] : decodeAccountChanges(toBytes(encoded))
    },
    namedSnapshots: createNamedSnapshots(database),
    requireState: retention.requireState,
    openPruning: () => {
      collector ??= createStateCollector(database, retention)
      return { retention, collector, deleteBodies: createBodyDeletion(database, retention) }
    },
    commitBlock: (build) => {
      try {
        return remember(storeBlock.immediate(build))
      } catch (error) {
        throw asStoreError(error, database.name)
      }
    },
    limitSize: (maxBytes) => {
      const pageBytes = Number(database.pragma('page_size', { simple: true }))
      database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`)
    },
    saveSnapshot: rollback.saveSnapshot,
    getSnapshot: rollback.getSnapshot,
    removeBlocksAbove: (blockNumber, firstSnapshot) => {
      rollback.removeBlocksAbove(blockNumber, firstSnapshot)
      for (const number of [...cache.keys()]) if (number > blockNumber) cache.delete(number)
    },
    close: () => database.close(),
  }
}

const prepareInserts = (database: Database) => ({
  node: database.prepare('INSERT OR IGNORE INTO node (hash, encoded) VALUES (?, ?)'),
  preimage: database.prepare('INSERT OR IGNORE INTO preimage (hash, preimage) VALUES (?, ?)'),
  code: database.prepare('INSERT OR IGNORE INTO code (hash, code) VALUES (?, ?)'),
  block: database.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)'),
  transaction: database.prepare('INSERT INTO chain_transaction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  accountChange: database.prepare('INSERT INTO account_change VALUES (?, ?)'),
  log: database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
})

const insertTransaction = (insert: ReturnType<typeof prepareInserts>, transaction: SealedTransaction): void => {
  insert.transaction.run(
    transaction.blockNumber,
    transaction.position,
    transaction.hash,
    transaction.sender,
    transaction.raw,
    transaction.isSuccess ? 1 : 0,
    transaction.gasUsed,
    transaction.cumulativeGasUsed,
    toWord(transaction.effectiveGasPrice),
    transaction.blobGasUsed,
    transaction.createdAddress ?? null,
    transaction.firstLog,
  )
  for (const [offset, { address, topics, data }] of transaction.logs.entries()) {
    insert.log.run(
      transaction.blockNumber,
      transaction.firstLog + offset,
      transaction.position,
      address,
      topics[0] ?? null,
      topics[1] ?? null,
      topics[2] ?? null,
      topics[3] ?? null,
      data,
    )
  }
}
