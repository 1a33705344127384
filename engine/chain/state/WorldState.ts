import { RLP } from '@ethereumjs/rlp'
import { Account } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { ExecutionState, StateKey, UpcomingMessage } from '../../evm/ExecutionState.ts'
import { MissingStateError } from '../../evm/MissingStateError.ts'
import { refuse } from '../ChainError.ts'
import { EMPTY_ROOT, type LoadNode, MerkleTrie, type SaveNode } from '../trie/MerkleTrie.ts'
import type { BaseState } from './BaseState.ts'

/** What a world state reads through to: trie nodes by hash, code by code hash. */
export type StateSource = {
  readonly loadNode: LoadNode
  readonly loadCode: (codeHash: Uint8Array) => Uint8Array | undefined
  /** What shows where the tries have nothing: the state that a fork began with. */
  readonly base?: BaseState | undefined
}

/** Where a committed block's changes go. */
export type StateSink = {
  readonly saveNode: SaveNode
  readonly saveCode: (codeHash: Uint8Array, code: Uint8Array) => void
  /** Called for each address and slot that is new in its trie, where there is its hash alone. */
  readonly savePreimage?: (hash: Uint8Array, preimage: Uint8Array) => void
}

export const EMPTY_CODE_HASH: Uint8Array = keccak_256(new Uint8Array())
const EMPTY_BYTES = new Uint8Array()

/** Values past which the caches are dropped between blocks: about 750 bytes each, measured. */
const MAX_CACHED_VALUES = 150_000

/**
 * Accounts and slots that were written, with what they were before: `undefined` for an account that was not there. Addresses and
 * slots are hexadecimal without a prefix.
 */
export type WrittenState = {
  readonly accounts: ReadonlyMap<string, Account | undefined>
  readonly slots: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
}

type StorageCache = {
  readonly trie: MerkleTrie
  readonly slots: Map<string, Uint8Array>
  /** The account whose slots in the base show where the trie has none. */
  readonly under: Uint8Array | undefined
}

/** Over a base: what an account's place in the trie holds when there is no such account any more. */
const TOMBSTONE = RLP.encode(EMPTY_BYTES)
/** Over a base: the place in the trie of an account's storage, beside the account's own. */
const STORAGE_SUFFIX = Buffer.from('storage')
const BASE_SHOWS = Uint8Array.of(1)

type Undo =
  | { readonly kind: 'account'; readonly address: string; readonly before: Account | null | undefined }
  | { readonly kind: 'slot'; readonly address: string; readonly slot: string; readonly before: Uint8Array | undefined }
  | { readonly kind: 'storage'; readonly address: string; readonly before: StorageCache | undefined }

const toKey = (bytes: Uint8Array): string => Buffer.prototype.hexSlice.call(bytes, 0, bytes.length)
const fromKey = (key: string): Uint8Array => Buffer.from(key, 'hex')

const copyAccount = (account: Account): Account =>
  new Account(account.nonce, account.balance, account.storageRoot, account.codeHash)

const decodeAccount = (encoded: Uint8Array): Account | null => {
  if (encoded.length === TOMBSTONE.length) return null
  const [nonce, balance, storageRoot, codeHash] = RLP.decode(encoded) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  return new Account(bytesToBigInt(nonce), bytesToBigInt(balance), storageRoot, codeHash)
}

const toStoragePlace = (address: Uint8Array): Uint8Array => keccak_256(Buffer.concat([address, STORAGE_SUFFIX]))

const trimZeros = (value: Uint8Array): Uint8Array => {
  let start = 0
  while (start < value.length && value[start] === 0) start++
  return value.slice(start)
}

const bytesToBigInt = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${toKey(bytes)}`))

/**
 * The accounts, storage and code of one block, read through to the tries of `source`, with every write in a journal: a
 * checkpoint is an index into it, a revert undoes what came after. Nothing reaches the disk before `commitBlock`, which alone
 * computes roots; until then the object of a failed block is discarded or rolled back to its start.
 *
 * Storage values are without leading zeros; empty means zero.
 *
 * Over a base (a fork of another chain) the tries hold only what has changed: accounts and slots that are gone leave a mark, and
 * an account's storage has a place of its own, since the root in the account is the other chain's. The state root is then the root
 * of the changes.
 */
export class WorldState implements ExecutionState {
  readonly #source: StateSource
  readonly #base: BaseState | undefined
  #accountTrie: MerkleTrie
  readonly #accounts = new Map<string, Account | null>()
  readonly #storages = new Map<string, StorageCache>()
  readonly #codes = new Map<string, Uint8Array>()
  readonly #newCodes = new Map<string, Uint8Array>()
  #journal: Undo[] = []
  readonly #checkpoints: number[] = []
  /** Start-of-transaction values of the slots that the transaction has written (EIP-2200's `original`). */
  readonly #originals = new Map<string, Uint8Array>()
  #cachedValues = 0
  readonly prepare: ExecutionState['prepare']
  /** What is running now, until the base has been asked to foresee what it needs. */
  #upcoming: UpcomingMessage | undefined

  constructor(source: StateSource, root: Uint8Array = EMPTY_ROOT) {
    const { base } = source
    this.#source = source
    this.#base = base
    const isBase = base !== undefined && Buffer.compare(base.stateRoot, root) === 0
    this.#accountTrie = new MerkleTrie(source.loadNode, isBase ? EMPTY_ROOT : root)
    this.prepare = base === undefined ? undefined : (keys, upcoming) => this.#prepare(base, keys, upcoming)
  }

  /** How many accounts, slots and trie nodes are in memory. */
  get cachedValues(): number {
    let cachedValues = this.#cachedValues + this.#accountTrie.liveNodes
    for (const { trie } of this.#storages.values()) cachedValues += trie.liveNodes
    return cachedValues
  }

  getAccount(address: Uint8Array): Account | undefined {
    const account = this.#account(toKey(address))
    return account === null ? undefined : copyAccount(account)
  }

  putAccount(address: Uint8Array, account: Account | undefined): void {
    const key = toKey(address)
    this.#setAccount(key, account === undefined ? null : copyAccount(account))
    if (account === undefined) this.#replaceStorage(key, EMPTY_ROOT)
  }

  getCode(address: Uint8Array): Uint8Array {
    const account = this.#account(toKey(address))
    return account === null ? EMPTY_BYTES : this.#code(account.codeHash)
  }

  putCode(address: Uint8Array, code: Uint8Array): void {
    const key = toKey(address)
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak_256(code)
    const account = this.#account(key) ?? new Account()
    this.#setAccount(key, new Account(account.nonce, account.balance, account.storageRoot, codeHash))
    if (code.length > 0) this.#newCodes.set(toKey(codeHash), code)
  }

  getStorage(address: Uint8Array, slot: Uint8Array): Uint8Array {
    return this.#slot(this.#storage(toKey(address)), toKey(slot), slot)
  }

  putStorage(address: Uint8Array, slot: Uint8Array, value: Uint8Array): void {
    const addressKey = toKey(address)
    const slotKey = toKey(slot)
    const storage = this.#storage(addressKey)
    const before = this.#slot(storage, slotKey, slot)
    const originalKey = addressKey + slotKey
    if (!this.#originals.has(originalKey)) this.#originals.set(originalKey, before)
    this.#journal.push({ kind: 'slot', address: addressKey, slot: slotKey, before })
    storage.slots.set(slotKey, trimZeros(value))
  }

  overwriteStorage(address: Uint8Array, slot: Uint8Array, value: Uint8Array): void {
    const addressKey = toKey(address)
    const slotKey = toKey(slot)
    const { slots } = this.#storage(addressKey)
    this.#journal.push({ kind: 'slot', address: addressKey, slot: slotKey, before: slots.get(slotKey) })
    slots.set(slotKey, trimZeros(value))
  }

  /** Empties an account's storage (CREATE on a fresh address, EIP-6780 self-destruct). */
  clearStorage(address: Uint8Array): void {
    this.#replaceStorage(toKey(address), EMPTY_ROOT)
  }

  /** The value a slot had when the current transaction began. */
  getOriginalStorage(address: Uint8Array, slot: Uint8Array): Uint8Array {
    return this.#originals.get(toKey(address) + toKey(slot)) ?? this.getStorage(address, slot)
  }

  /** Called between transactions: what is in storage now is the next transaction's original. */
  forgetOriginals(): void {
    this.#originals.clear()
  }

  checkpoint(): void {
    this.#checkpoints.push(this.#journal.length)
  }

  commit(): void {
    this.#checkpoints.pop()
  }

  revert(): void {
    const start = this.#checkpoints.pop() ?? 0
    for (let i = this.#journal.length - 1; i >= start; i--) this.#undo(this.#journal[i] as Undo)
    this.#journal.length = start
  }

  /** Undoes everything since the last committed block, whatever checkpoints are open. */
  discard(): void {
    this.#checkpoints.length = 0
    this.#checkpoints.push(0)
    this.revert()
    this.#originals.clear()
    this.#newCodes.clear()
  }

  /** A point to look back at, until what came before it is reverted. */
  mark(): number {
    return this.#journal.length
  }

  /** What was written since `mark`, as it was there; what has its old value again is among it. */
  writtenSince(mark: number): WrittenState {
    const accounts = new Map<string, Account | undefined>()
    const slots = new Map<string, Map<string, Uint8Array>>()
    const keep = (address: string, slot: string, before: Uint8Array): void => {
      const ofAccount = slots.get(address) ?? new Map<string, Uint8Array>()
      slots.set(address, ofAccount)
      if (!ofAccount.has(slot)) ofAccount.set(slot, before)
    }
    for (let index = mark; index < this.#journal.length; index++) {
      const entry = this.#journal[index] as Undo
      if (entry.kind === 'slot') keep(entry.address, entry.slot, entry.before ?? EMPTY_BYTES)
      else if (entry.kind === 'storage') {
        for (const [slot, before] of entry.before?.slots ?? []) keep(entry.address, slot, before)
      } else if (!accounts.has(entry.address)) accounts.set(entry.address, entry.before ?? undefined)
    }
    return { accounts, slots }
  }

  /** The code of an account as `writtenSince` gives it. */
  getCodeOf(account: Account): Uint8Array {
    return this.#code(account.codeHash)
  }

  /** Runs `task` on the state as it was at `mark`; then all is as before, and what `task` has written is undone. */
  async lookBack<Result>(mark: number, task: () => Promise<Result>): Promise<Result> {
    const undone = this.#journal.splice(mark)
    const redo = undone.reverse().map((entry) => {
      const after = this.#inverse(entry)
      this.#undo(entry)
      return after
    })
    try {
      return await task()
    } finally {
      for (let i = this.#journal.length - 1; i >= mark; i--) this.#undo(this.#journal[i] as Undo)
      this.#journal.length = mark
      for (const entry of redo.reverse()) this.#undo(entry)
      for (const entry of undone.reverse()) this.#journal.push(entry)
    }
  }

  /**
   * Writes everything since the last committed block into the tries, hands new nodes and code to `sink`, and returns the state
   * root. When what `sink` stored does not become durable, this object must not be used any further.
   */
  commitBlock(sink: StateSink): Uint8Array {
    const { accounts, slots, storages } = this.#collectChanges()
    for (const address of storages) {
      const storage = this.#storages.get(address)
      if (storage === undefined) continue
      for (const slot of slots.get(address) ?? []) this.#writeSlot(storage, slot, sink)
      const root = storage.trie.commit(sink.saveNode)
      if (this.#base !== undefined) this.#writeStorage(address, storage, root)
      // The root in an account of the base stays the other chain's.
      if (storage.under !== undefined) continue
      this.#setStorageRoot(address, root)
      accounts.add(address)
    }
    for (const address of accounts) this.#writeAccount(address, sink)
    for (const [hash, code] of this.#newCodes) {
      sink.saveCode(fromKey(hash), code)
      this.#codes.set(hash, code)
    }
    const root = this.#accountTrie.commit(sink.saveNode)
    this.#endBlock(root)
    return root
  }

  /** EIP-1186: the nodes that prove an account, and those that prove its slots. Only between blocks. */
  prove(address: Uint8Array, slots: readonly Uint8Array[]): { account: Uint8Array[]; storage: Uint8Array[][] } {
    if (this.#base !== undefined) throw refuse('a fork has no proofs: its state roots cover its own changes only')
    const { trie } = this.#storage(toKey(address))
    return {
      account: this.#accountTrie.prove(keccak_256(address)),
      storage: slots.map((slot) => trie.prove(keccak_256(slot))),
    }
  }

  #account(key: string): Account | null {
    const cached = this.#accounts.get(key)
    if (cached !== undefined) return cached
    const address = fromKey(key)
    const encoded = this.#accountTrie.get(keccak_256(address))
    const account = encoded === undefined ? (this.#base?.getAccount(address) ?? null) : decodeAccount(encoded)
    this.#accounts.set(key, account)
    this.#cachedValues++
    return account
  }

  #setAccount(key: string, account: Account | null): void {
    this.#journal.push({ kind: 'account', address: key, before: this.#account(key) })
    this.#accounts.set(key, account)
  }

  #storage(key: string): StorageCache {
    const cached = this.#storages.get(key)
    if (cached !== undefined) return cached
    const storage =
      this.#base === undefined
        ? this.#openStorage(this.#account(key)?.storageRoot ?? EMPTY_ROOT)
        : this.#openStorageOverBase(fromKey(key))
    this.#storages.set(key, storage)
    return storage
  }

  #openStorage(root: Uint8Array, under?: Uint8Array): StorageCache {
    return { trie: new MerkleTrie(this.#source.loadNode, root), slots: new Map(), under }
  }

  #openStorageOverBase(address: Uint8Array): StorageCache {
    const encoded = this.#accountTrie.get(toStoragePlace(address))
    if (encoded === undefined) return this.#openStorage(EMPTY_ROOT, address)
    const [root = EMPTY_ROOT, flag = EMPTY_BYTES] = RLP.decode(encoded) as Uint8Array[]
    return this.#openStorage(root, flag.length > 0 ? address : undefined)
  }

  #writeStorage(key: string, { under }: StorageCache, root: Uint8Array): void {
    const flag = under === undefined ? EMPTY_BYTES : BASE_SHOWS
    this.#accountTrie.put(toStoragePlace(fromKey(key)), RLP.encode([root, flag]))
  }

  #replaceStorage(key: string, root: Uint8Array): void {
    this.#journal.push({ kind: 'storage', address: key, before: this.#storages.get(key) })
    this.#storages.set(key, this.#openStorage(root))
  }

  #slot(storage: StorageCache, slotKey: string, slot: Uint8Array): Uint8Array {
    const cached = storage.slots.get(slotKey)
    if (cached !== undefined) return cached
    const encoded = storage.trie.get(keccak_256(slot))
    const value = encoded === undefined ? this.#slotBelow(storage, slot) : (RLP.decode(encoded) as Uint8Array)
    storage.slots.set(slotKey, value)
    this.#cachedValues++
    return value
  }

  #slotBelow({ under }: StorageCache, slot: Uint8Array): Uint8Array {
    return under === undefined || this.#base === undefined ? EMPTY_BYTES : this.#base.getStorage(under, slot)
  }

  /** Reads what will be read, and fetches what is not at hand. */
  async #prepare(base: BaseState, keys: readonly StateKey[], upcoming?: UpcomingMessage): Promise<void> {
    if (upcoming !== undefined) this.#upcoming = upcoming
    const missing: StateKey[] = []
    const attempt = (read: () => unknown): void => {
      try {
        read()
      } catch (error) {
        if (!(error instanceof MissingStateError)) throw error
        missing.push(error.key)
      }
    }
    for (const { address, slots } of keys) {
      attempt(() => this.getCode(address))
      for (const slot of slots) attempt(() => this.getStorage(address, slot))
    }
    if (missing.length === 0) return
    const foreseen = this.#upcoming
    this.#upcoming = undefined
    await base.fetch(missing, foreseen)
  }

  #code(codeHash: Uint8Array): Uint8Array {
    const key = toKey(codeHash)
    const known = this.#newCodes.get(key) ?? this.#codes.get(key)
    if (known !== undefined) return known
    const isEmpty = Buffer.compare(codeHash, EMPTY_CODE_HASH) === 0
    const code = isEmpty ? EMPTY_BYTES : (this.#source.loadCode(codeHash) ?? this.#base?.getCode(codeHash))
    if (code === undefined) throw new Error(`The state has no code ${key}.`)
    this.#codes.set(key, code)
    return code
  }

  /** What brings back the value that undoing `entry` takes away. */
  #inverse(entry: Undo): Undo {
    const { address } = entry
    if (entry.kind === 'account') return { kind: 'account', address, before: this.#accounts.get(address) }
    const storage = this.#storages.get(address)
    if (entry.kind === 'storage') return { kind: 'storage', address, before: storage }
    return { kind: 'slot', address, slot: entry.slot, before: storage?.slots.get(entry.slot) }
  }

  #undo(entry: Undo): void {
    if (entry.kind === 'slot') {
      const slots = this.#storages.get(entry.address)?.slots
      if (entry.before === undefined) slots?.delete(entry.slot)
      else slots?.set(entry.slot, entry.before)
    } else if (entry.kind === 'account') {
      if (entry.before === undefined) this.#accounts.delete(entry.address)
      else this.#accounts.set(entry.address, entry.before)
    } else if (entry.before === undefined) this.#storages.delete(entry.address)
    else this.#storages.set(entry.address, entry.before)
  }

  /** The journal names what was written; reverted writes are no longer in it. */
  #collectChanges(): { accounts: Set<string>; slots: Map<string, Set<string>>; storages: Set<string> } {
    const accounts = new Set<string>()
    const storages = new Set<string>()
    const slots = new Map<string, Set<string>>()
    for (const entry of this.#journal) {
      if (entry.kind === 'account') accounts.add(entry.address)
      else storages.add(entry.address)
      if (entry.kind !== 'slot') continue
      const written = slots.get(entry.address)
      if (written === undefined) slots.set(entry.address, new Set([entry.slot]))
      else written.add(entry.slot)
    }
    return { accounts, slots, storages }
  }

  #writeSlot(storage: StorageCache, slot: string, sink: StateSink): void {
    const value = storage.slots.get(slot) ?? EMPTY_BYTES
    const key = keccak_256(fromKey(slot))
    if (value.length > 0 && storage.trie.get(key) === undefined) sink.savePreimage?.(key, fromKey(slot))
    // A slot of a storage that was cleared later in the block is absent from the new map: zero, as it should be.
    if (value.length === 0 && storage.under === undefined) storage.trie.delete(key)
    else storage.trie.put(key, RLP.encode(value))
  }

  #setStorageRoot(address: string, storageRoot: Uint8Array): void {
    const account = this.#account(address)
    if (account === null) return
    this.#accounts.set(address, new Account(account.nonce, account.balance, storageRoot, account.codeHash))
  }

  #writeAccount(address: string, sink: StateSink): void {
    const key = keccak_256(fromKey(address))
    const account = this.#accounts.get(address) ?? null
    if (account !== null && this.#accountTrie.get(key) === undefined) sink.savePreimage?.(key, fromKey(address))
    if (account === null && this.#base !== undefined) this.#accountTrie.put(key, TOMBSTONE)
    else if (account === null) this.#accountTrie.delete(key)
    else this.#accountTrie.put(key, account.serialize())
  }

  #endBlock(root: Uint8Array): void {
    this.#journal = []
    this.#checkpoints.length = 0
    this.#originals.clear()
    this.#newCodes.clear()
    if (this.cachedValues <= MAX_CACHED_VALUES) return
    this.#accountTrie = new MerkleTrie(this.#source.loadNode, root)
    this.#accounts.clear()
    this.#storages.clear()
    this.#codes.clear()
    this.#cachedValues = 0
  }
}
