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
}

/** What the logs of one transaction share. */
type LogOrigin = Pick<LogRecord, 'blockHash' | 'blockTimestamp' | 'transactionHash'>

/** Statements are prepared once for each shape of filter; only so many shapes are kept. */
const MAX_CACHED_STATEMENTS = 64

/** The bytes themselves: each blob of a row has a buffer of its own. */
const toBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)

/** `getLogs` of the store: at most `limit` logs, in block order. */
export const createLogQuery = (database: Database) => {
  const statements = new Map<string, ReturnType<typeof prepare>>()
  const findOrigin = createOriginFinder(database)

  // Without joins: with them SQLite forgets the range of blocks, and reads every log that the filter ever fitted.
  const prepare = (conditions: string) =>
    database.prepare<unknown[], LogRow>(
      `SELECT * FROM log WHERE block_number BETWEEN ? AND ?${conditions} ORDER BY block_number, position LIMIT ?`,
    )

  return (filter: LogFilter, limit: number): LogRecord[] => {
    const { conditions, values } = toConditions(filter)
    let statement = statements.get(conditions)
    if (statement === undefined) {
      if (statements.size >= MAX_CACHED_STATEMENTS) statements.clear()
      statement = prepare(conditions)
      statements.set(conditions, statement)
    }
    const rows = statement.all(filter.fromBlock, filter.toBlock, ...values, limit)
    let origin: LogOrigin | undefined
    return rows.map((row, index) => {
      const before = rows[index - 1]
      const isSame =
        before?.block_number === row.block_number && before.transaction_position === row.transaction_position
      origin = isSame && origin !== undefined ? origin : findOrigin(row)
      return toLogRecord(row, origin)
    })
  }
}

/** Finds the block and the transaction of a log. */
const createOriginFinder = (database: Database) => {
  const statement = database.prepare<[number, number], { block_hash: Buffer; timestamp: number; hash: Buffer }>(
    `SELECT block.hash AS block_hash, block.timestamp, chain_transaction.hash
     FROM block JOIN chain_transaction ON chain_transaction.block_number = block.number
     WHERE block.number = ? AND chain_transaction.position = ?`,
  )
  return ({ block_number, transaction_position }: LogRow): LogOrigin => {
    const found = statement.get(block_number, transaction_position)
    if (found === undefined) throw new Error(`The log of block ${block_number} belongs to no transaction.`)
    return {
      blockHash: toBytes(found.block_hash),
      blockTimestamp: found.timestamp,
      transactionHash: toBytes(found.hash),
    }
  }
}

const toConditions = ({ addresses, topics }: LogFilter): { conditions: string; values: Uint8Array[] } => {
  let conditions = ''
  const values: Uint8Array[] = []
  const requireAny = (column: string, choices: readonly Uint8Array[]): void => {
    conditions += ` AND ${column} IN (${choices.map(() => '?').join(',')})`
    values.push(...choices)
  }
  if (addresses.length > 0) requireAny('address', addresses)
  for (const [index, choices] of topics.entries()) {
    if (choices.length > 0) requireAny(`topic${index}`, choices)
    else conditions += ` AND topic${index} IS NOT NULL`
  }
  return { conditions, values }
}

const toLogRecord = (row: LogRow, origin: LogOrigin): LogRecord => ({
  ...origin,
  blockNumber: row.block_number,
  transactionPosition: row.transaction_position,
  position: row.position,
  address: toBytes(row.address),
  topics: [row.topic0, row.topic1, row.topic2, row.topic3].flatMap((topic) => (topic === null ? [] : [toBytes(topic)])),
  data: toBytes(row.data),
})
