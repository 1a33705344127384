import type { Database } from '../../store/openDatabase.ts'
import type { LogFilter, LogRecord } from './ChainRecords.ts'

type LogRow = {
  block_number: number
  position: number
  transaction_position: number
  address: Buffer
  topic0: Buffer | null
  topic1: Buffer | null
  topic2: Buffer | null
  topic3: Buffer | null
  data: Buffer
  transaction_hash: Buffer
  block_hash: Buffer
  block_timestamp: number
}

/** Statements are prepared once for each shape of filter; only so many shapes are kept. */
const MAX_CACHED_STATEMENTS = 64

const toBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer)

/** `getLogs` of the store: at most `limit` logs, in block order. */
export const createLogQuery = (database: Database) => {
  const statements = new Map<string, ReturnType<typeof prepare>>()

  const prepare = (conditions: string) =>
    database.prepare<unknown[], LogRow>(
      `SELECT log.*, chain_transaction.hash AS transaction_hash, block.hash AS block_hash, block.timestamp AS block_timestamp
       FROM log
       JOIN block ON block.number = log.block_number
       JOIN chain_transaction
         ON chain_transaction.block_number = log.block_number AND chain_transaction.position = log.transaction_position
       WHERE log.block_number BETWEEN ? AND ?${conditions}
       ORDER BY log.block_number, log.position LIMIT ?`,
    )

  return (filter: LogFilter, limit: number): LogRecord[] => {
    const { conditions, values } = toConditions(filter)
    let statement = statements.get(conditions)
    if (statement === undefined) {
      if (statements.size >= MAX_CACHED_STATEMENTS) statements.clear()
      statement = prepare(conditions)
      statements.set(conditions, statement)
    }
    return statement.all(filter.fromBlock, filter.toBlock, ...values, limit).map(toLogRecord)
  }
}

const toConditions = ({ addresses, topics }: LogFilter): { conditions: string; values: Uint8Array[] } => {
  let conditions = ''
  const values: Uint8Array[] = []
  const requireAny = (column: string, choices: readonly Uint8Array[]): void => {
    conditions += ` AND log.${column} IN (${choices.map(() => '?').join(',')})`
    values.push(...choices)
  }
  if (addresses.length > 0) requireAny('address', addresses)
  for (const [index, choices] of topics.entries()) {
    if (choices.length > 0) requireAny(`topic${index}`, choices)
    else conditions += ` AND log.topic${index} IS NOT NULL`
  }
  return { conditions, values }
}

const toLogRecord = (row: LogRow): LogRecord => ({
  blockNumber: row.block_number,
  blockHash: toBytes(row.block_hash),
  blockTimestamp: row.block_timestamp,
  transactionHash: toBytes(row.transaction_hash),
  transactionPosition: row.transaction_position,
  position: row.position,
  address: toBytes(row.address),
  topics: [row.topic0, row.topic1, row.topic2, row.topic3].flatMap((topic) => (topic === null ? [] : [toBytes(topic)])),
  data: toBytes(row.data),
})
