import { createMPT } from '@ethereumjs/mpt'
import { bytesToHex } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_ROOT, MerkleTrie } from '../../../engine/chain/trie/MerkleTrie.ts'

const createStore = () => {
  const nodes = new Map<string, Uint8Array>()
  return {
    nodes,
    load: (hash: Uint8Array) => nodes.get(bytesToHex(hash)),
    save: (hash: Uint8Array, encoded: Uint8Array) => {
      nodes.set(bytesToHex(hash), encoded)
    },
  }
}

/** Few distinct keys, so that deletions and replacements meet; short values, so that nodes get embedded. */
const anyChanges = () =>
  fc.array(
    fc.record({
      key: fc.uint8Array({ minLength: 2, maxLength: 2 }).map((bytes) => bytes.map((byte) => byte & 0x33)),
      value: fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }), { nil: undefined }),
      commit: fc.boolean(),
      reopen: fc.boolean(),
    }),
    { maxLength: 60 },
  )

test('has the roots of the reference trie after any puts and deletes, reopened or not', async () => {
  await fc.assert(
    fc.asyncProperty(anyChanges(), fc.boolean(), async (changes, isSecure) => {
      const reference = await createMPT({ useKeyHashing: isSecure })
      const store = createStore()
      let trie = new MerkleTrie(store.load)
      for (const { key, value, commit, reopen } of changes) {
        const trieKey = isSecure ? keccak_256(key) : key
        if (value === undefined) {
          await reference.del(key)
          trie.delete(trieKey)
        } else {
          await reference.put(key, value)
          trie.put(trieKey, value)
        }
        if (!commit && !reopen) continue
        const root = trie.commit(store.save)
        expect(bytesToHex(root)).toBe(bytesToHex(reference.root()))
        if (reopen) trie = new MerkleTrie(store.load, root)
      }
      expect(bytesToHex(trie.commit(store.save))).toBe(bytesToHex(reference.root()))
    }),
    { numRuns: 300 },
  )
})

test('reads back the last value put under each key', () => {
  fc.assert(
    fc.property(anyChanges(), (changes) => {
      const store = createStore()
      let trie = new MerkleTrie(store.load)
      const expected = new Map<string, Uint8Array>()
      for (const { key, value, reopen } of changes) {
        if (value === undefined) trie.delete(key)
        else trie.put(key, value)
        if (value === undefined) expected.delete(bytesToHex(key))
        else expected.set(bytesToHex(key), value)
        if (reopen) trie = new MerkleTrie(store.load, trie.commit(store.save))
        const found = trie.get(key)
        expect(found && bytesToHex(found)).toBe(value && bytesToHex(value))
      }
      for (const { key } of changes) {
        expect(trie.get(key) ?? null).toEqual(expected.get(bytesToHex(key)) ?? null)
      }
    }),
  )
})

test('keeps every earlier root readable', () => {
  const store = createStore()
  const trie = new MerkleTrie(store.load)
  const key = keccak_256(Uint8Array.of(1))
  trie.put(key, new Uint8Array(40).fill(1))
  const first = trie.commit(store.save)
  trie.put(key, new Uint8Array(40).fill(2))
  trie.commit(store.save)
  expect(new MerkleTrie(store.load, first).get(key)).toEqual(new Uint8Array(40).fill(1))
})

test('is empty again after the last key is deleted', () => {
  const store = createStore()
  const trie = new MerkleTrie(store.load)
  trie.put(keccak_256(Uint8Array.of(1)), Uint8Array.of(1))
  trie.delete(keccak_256(Uint8Array.of(1)))
  expect(trie.commit(store.save)).toEqual(EMPTY_ROOT)
})

test('fails loudly when the store has lost a node', () => {
  const trie = new MerkleTrie(() => undefined, new Uint8Array(32).fill(7))
  expect(() => trie.get(keccak_256(Uint8Array.of(1)))).toThrow(/no trie node 0707/)
})

test('changes a few of very many keys in a trie read from the disk as in one that was never away', () => {
  const key = (index: number): Uint8Array => keccak_256(Uint8Array.of(index >> 8, index & 255))
  const value = (index: number, round: number): Uint8Array => new Uint8Array(1 + (index % 40)).fill(round + 1)
  const store = createStore()
  const first = new MerkleTrie(store.load)
  const whole = new MerkleTrie(store.load)
  for (let index = 0; index < 3_000; index++) {
    first.put(key(index), value(index, 0))
    whole.put(key(index), value(index, 0))
  }
  const reopened = new MerkleTrie(store.load, first.commit(store.save))
  whole.commit(() => {})
  for (let index = 0; index < 3_000; index += 97) {
    for (const trie of [reopened, whole]) {
      if (index % 2 === 0) trie.delete(key(index))
      else trie.put(key(index), value(index, 1))
    }
  }
  const root = reopened.commit(store.save)
  expect(bytesToHex(root)).toBe(bytesToHex(whole.commit(() => {})))
  const again = new MerkleTrie(store.load, root)
  for (let index = 0; index < 3_000; index++) expect(again.get(key(index))).toEqual(whole.get(key(index)))
})
