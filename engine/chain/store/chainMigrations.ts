/**
 * The schema of a chain's file. Hashes, addresses and topics are raw bytes; amounts that may exceed 63 bits are big-endian bytes.
 * A receipt is in its transaction's row. `node` and `code` hold the states of all blocks that are kept; `createStateCollector` alone deletes
 * from them.
 */
export const chainMigrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE node (hash BLOB PRIMARY KEY, encoded BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE code (hash BLOB PRIMARY KEY, code BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE block (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    header BLOB NOT NULL,
    size_bytes INTEGER NOT NULL,
    timestamp INTEGER NOT NULL
  );
  CREATE TABLE chain_transaction (
    block_number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    sender BLOB NOT NULL,
    raw BLOB NOT NULL,
    is_success INTEGER NOT NULL,
    gas_used INTEGER NOT NULL,
    cumulative_gas_used INTEGER NOT NULL,
    effective_gas_price BLOB NOT NULL,
    blob_gas_used INTEGER NOT NULL,
    created_address BLOB,
    first_log INTEGER NOT NULL,
    PRIMARY KEY (block_number, position)
  ) WITHOUT ROWID;
  CREATE TABLE log (
    block_number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    transaction_position INTEGER NOT NULL,
    address BLOB NOT NULL,
    topic0 BLOB,
    topic1 BLOB,
    topic2 BLOB,
    topic3 BLOB,
    data BLOB NOT NULL,
    PRIMARY KEY (block_number, position)
  ) WITHOUT ROWID;
  CREATE INDEX log_address ON log (address, block_number);
  CREATE INDEX log_topic0 ON log (topic0, block_number) WHERE topic0 IS NOT NULL;
  CREATE INDEX log_topic1 ON log (topic1, block_number) WHERE topic1 IS NOT NULL;
  CREATE INDEX log_topic2 ON log (topic2, block_number) WHERE topic2 IS NOT NULL;
  CREATE INDEX log_topic3 ON log (topic3, block_number) WHERE topic3 IS NOT NULL;
  `,
  // EIP-4895: RLP of the list; null where a block has none.
  'ALTER TABLE block ADD COLUMN withdrawals BLOB',
  // AUTOINCREMENT: the id of a snapshot that is gone never names another.
  `
  CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    block_number INTEGER NOT NULL,
    clock_offset_ms INTEGER NOT NULL
  );
  `,
  // What development methods changed outside of any transaction: without it a block cannot be made again.
  `
  CREATE TABLE named_snapshot (
    name TEXT PRIMARY KEY,
    block_number INTEGER NOT NULL,
    clock_offset_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE account_change (block_number INTEGER PRIMARY KEY, changes BLOB NOT NULL);
  `,
  // The tries know addresses and slots by their hashes alone: a dump names them.
  'CREATE TABLE preimage (hash BLOB PRIMARY KEY, preimage BLOB NOT NULL) WITHOUT ROWID',
]
