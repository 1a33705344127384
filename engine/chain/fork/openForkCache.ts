import { RLP } from '@ethereumjs/rlp'
import { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { openDatabase } from '../../store/openDatabase.ts'
import { fromHex, toHex } from '../bytes.ts'
import type { FetchedAccount } from './FetchedState.ts'
import type { ForkPoint } from './ForkPoint.ts'

/** What was fetched of one block, kept in SQLite: a fork of the same block needs no network for it, now or years later. */
export type ForkCache = {
  /** `null`: there is no such account. `undefined`: never fetched. */
  getAccount(address: Uint8Array): Account | null | undefined
  getCode(codeHash: Uint8Array): Uint8Array | undefined
  getSlot(address: Uint8Array, slot: Uint8Array): Uint8Array | undefined
  getBlockHash(number: number): Uint8Array | undefined
  /** Keeps all of it, durably, or nothing. An account is kept together with its code. */
  saveState(fetched: readonly FetchedAccount[]): void
  saveBlockHashes(hashes: readonly (readonly [number: number, hash: Uint8Array])[]): void
  close(): void
}

/** One file may serve many forks. What is proven and what a quorum said are different bases, even of one block. */
const migrations = [
  `
  CREATE TABLE base (
    id INTEGER PRIMARY KEY,
    chain_id INTEGER NOT NULL,
    block_hash BLOB NOT NULL,
    verification TEXT NOT NULL,
    UNIQUE (chain_id, block_hash, verification)
  );
  CREATE TABLE account (
    base INTEGER NOT NULL REFERENCES base,
    address BLOB NOT NULL,
    encoded BLOB NOT NULL,
    PRIMARY KEY (base, address)
  ) WITHOUT ROWID;
  CREATE TABLE slot (
    base INTEGER NOT NULL REFERENCES base,
    address BLOB NOT NULL,
    slot BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (base, address, slot)
  ) WITHOUT ROWID;
  CREATE TABLE block_hash (
    base INTEGER NOT NULL REFERENCES base,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (base, number)
  ) WITHOUT ROWID;
  CREATE TABLE code (hash BLOB PRIMARY KEY, code BLOB NOT NULL) WITHOUT ROWID;
  `,
]

const NO_ACCOUNT = new Uint8Array()
const toBytes = (buffer: Buffer | undefined): Uint8Array | undefined =>
  buffer === undefined ? undefined : new Uint8Array(buffer)

/** Opens the cache in `file`, or makes it. @throws TerminalError `store/corrupt`, `store/newer-schema`, `store/busy`. */
export const openForkCache = (file: string, { chainId, hash, verification }: ForkPoint): ForkCache => {
  const database = openDatabase(file, { migrations })
  database
    .prepare('INSERT OR IGNORE INTO base (chain_id, block_hash, verification) VALUES (?, ?, ?)')
    .run(chainId, fromHex(hash), verification)
  const base = database
    .prepare<[number, Uint8Array, string], number>(
      'SELECT id FROM base WHERE chain_id = ? AND block_hash = ? AND verification = ?',
    )
    .pluck()
    .get(chainId, fromHex(hash), verification) as number
  const selectAccount = database
    .prepare<[number, Uint8Array], Buffer>('SELECT encoded FROM account WHERE base = ? AND address = ?')
    .pluck()
  const selectSlot = database
    .prepare<[number, Uint8Array, Uint8Array], Buffer>(
      'SELECT value FROM slot WHERE base = ? AND address = ? AND slot = ?',
    )
    .pluck()
  const selectHash = database
    .prepare<[number, number], Buffer>('SELECT hash FROM block_hash WHERE base = ? AND number = ?')
    .pluck()
  const selectCode = database.prepare<[Uint8Array], Buffer>('SELECT code FROM code WHERE hash = ?').pluck()
  const insertAccount = database.prepare('INSERT OR IGNORE INTO account VALUES (?, ?, ?)')
  const insertSlot = database.prepare('INSERT OR IGNORE INTO slot VALUES (?, ?, ?, ?)')
  const insertHash = database.prepare('INSERT OR IGNORE INTO block_hash VALUES (?, ?, ?)')
  const insertCode = database.prepare('INSERT OR IGNORE INTO code VALUES (?, ?)')

  const saveState = database.transaction((fetched: readonly FetchedAccount[]): void => {
    for (const { address, account, code, slots } of fetched) {
      if (code !== undefined) {
        insertAccount.run(base, address, account === undefined ? NO_ACCOUNT : account.serialize())
        if (code.length > 0) insertCode.run(keccak_256(code), code)
      }
      for (const [slot, value] of slots) insertSlot.run(base, address, slot, value)
    }
  })
  const saveBlockHashes = database.transaction((hashes: readonly (readonly [number, Uint8Array])[]): void => {
    for (const [number, blockHash] of hashes) insertHash.run(base, number, blockHash)
  })

  return {
    getAccount: (address) => decodeAccount(selectAccount.get(base, address)),
    getCode: (codeHash) => toBytes(selectCode.get(codeHash)),
    getSlot: (address, slot) => toBytes(selectSlot.get(base, address, slot)),
    getBlockHash: (number) => toBytes(selectHash.get(base, number)),
    saveState: (fetched) => saveState.immediate(fetched),
    saveBlockHashes: (hashes) => saveBlockHashes.immediate(hashes),
    close: () => database.close(),
  }
}

const decodeAccount = (encoded: Buffer | undefined): Account | null | undefined => {
  if (encoded === undefined) return undefined
  if (encoded.length === 0) return null
  const [nonce = NO_ACCOUNT, balance = NO_ACCOUNT, storageRoot, codeHash] = RLP.decode(encoded) as Uint8Array[]
  const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x0${toHex(bytes).slice(2)}`)
  return new Account(toBigInt(nonce), toBigInt(balance), storageRoot, codeHash)
}
