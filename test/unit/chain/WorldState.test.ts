import { Account, bytesToHex } from '@ethereumjs/util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BaseState } from '../../../engine/chain/state/BaseState.ts'
import { WorldState } from '../../../engine/chain/state/WorldState.ts'

const createStore = () => {
  const nodes = new Map<string, Uint8Array>()
  const codes = new Map<string, Uint8Array>()
  return {
    source: {
      loadNode: (hash: Uint8Array) => nodes.get(bytesToHex(hash)),
      loadCode: (hash: Uint8Array) => codes.get(bytesToHex(hash)),
    },
    sink: {
      saveNode: (hash: Uint8Array, encoded: Uint8Array) => void nodes.set(bytesToHex(hash), encoded),
      saveCode: (hash: Uint8Array, code: Uint8Array) => void codes.set(bytesToHex(hash), code),
    },
  }
}

const addresses = [1, 2, 3].map((byte) => new Uint8Array(20).fill(byte))
const slots = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte))

type Change = { kind: 'balance' | 'slot' | 'clear' | 'delete' | 'code'; at: number; slot: number; value: number }

const anyChange = (): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constantFrom('balance', 'slot', 'slot', 'clear', 'delete', 'code'),
    at: fc.nat(2),
    slot: fc.nat(2),
    value: fc.nat(3),
  })

/** As the EVM does: storage is written only of accounts that exist. */
const apply = (state: WorldState, { kind, at, slot, value }: Change): void => {
  const address = addresses[at] as Uint8Array
  const account = state.getAccount(address)
  if (kind === 'balance') state.putAccount(address, Object.assign(account ?? new Account(), { balance: BigInt(value) }))
  if (kind === 'slot' && account !== undefined)
    state.putStorage(address, slots[slot] as Uint8Array, Uint8Array.of(0, value))
  if (kind === 'clear') state.clearStorage(address)
  if (kind === 'delete') state.putAccount(address, undefined)
  if (kind === 'code') state.putCode(address, Uint8Array.of(value))
}

const read = (state: WorldState): unknown =>
  addresses.map((address) => ({
    balance: state.getAccount(address)?.balance,
    code: bytesToHex(state.getCode(address)),
    slots: slots.map((slot) => bytesToHex(state.getStorage(address, slot))),
  }))

test('is after a revert what it was at the checkpoint', () => {
  fc.assert(
    fc.property(fc.array(anyChange()), fc.array(anyChange()), fc.array(anyChange()), (committed, before, after) => {
      const { source, sink } = createStore()
      const state = new WorldState(source)
      for (const change of committed) apply(state, change)
      state.commitBlock(sink)
      for (const change of before) apply(state, change)
      const expected = read(state)
      state.checkpoint()
      for (const change of after) apply(state, change)
      state.revert()
      expect(read(state)).toEqual(expected)
    }),
  )
})

test('reads the same from the disk as from memory, and has the same root without what was reverted', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyChange()), { maxLength: 4 }), fc.array(anyChange()), (blocks, reverted) => {
      const noisy = createStore()
      const plain = createStore()
      const noisyState = new WorldState(noisy.source)
      const plainState = new WorldState(plain.source)
      for (const changes of blocks) {
        for (const change of changes) {
          apply(noisyState, change)
          apply(plainState, change)
        }
        noisyState.checkpoint()
        for (const change of reverted) apply(noisyState, change)
        noisyState.revert()
        const root = noisyState.commitBlock(noisy.sink)
        expect(bytesToHex(root)).toBe(bytesToHex(plainState.commitBlock(plain.sink)))
        expect(read(new WorldState(noisy.source, root))).toEqual(read(noisyState))
      }
    }),
  )
})

test('discards everything since the last block, whatever checkpoints are open', () => {
  const { source, sink } = createStore()
  const state = new WorldState(source)
  apply(state, { kind: 'balance', at: 0, slot: 0, value: 1 })
  const root = state.commitBlock(sink)
  state.checkpoint()
  apply(state, { kind: 'balance', at: 0, slot: 0, value: 2 })
  state.checkpoint()
  apply(state, { kind: 'slot', at: 0, slot: 0, value: 2 })
  state.discard()
  expect(bytesToHex(state.commitBlock(sink))).toBe(bytesToHex(root))
})

test('remembers the value a slot had when the transaction began', () => {
  const state = new WorldState(createStore().source)
  const [address] = addresses as [Uint8Array]
  const [slot] = slots as [Uint8Array]
  state.putAccount(address, new Account())
  state.putStorage(address, slot, Uint8Array.of(1))
  state.forgetOriginals()
  state.putStorage(address, slot, Uint8Array.of(2))
  state.putStorage(address, slot, Uint8Array.of(3))
  expect(state.getOriginalStorage(address, slot)).toEqual(Uint8Array.of(1))
  state.forgetOriginals()
  expect(state.getOriginalStorage(address, slot)).toEqual(Uint8Array.of(3))
})

test('reads over the state of another chain as if it had written that itself, after a restart too', () => {
  fc.assert(
    fc.property(fc.array(anyChange()), fc.array(fc.array(anyChange()), { maxLength: 4 }), (below, blocks) => {
      const plain = createStore()
      const plainState = new WorldState(plain.source)
      for (const change of below) apply(plainState, change)
      const stateRoot = plainState.commitBlock(plain.sink)
      const other = new WorldState(plain.source, stateRoot)
      const base: BaseState = {
        stateRoot,
        getAccount: (address) => other.getAccount(address),
        getCode: (codeHash) => plain.source.loadCode(codeHash),
        getStorage: (address, slot) => other.getStorage(address, slot),
        fetch: () => Promise.reject(new Error('All is at hand.')),
        getBlockHash: () => Promise.reject(new Error('There are no blocks.')),
      }
      const own = createStore()
      const source = { ...own.source, base }
      let state = new WorldState(source, stateRoot)
      expect(read(state)).toEqual(read(plainState))
      for (const changes of blocks) {
        for (const change of changes) {
          apply(state, change)
          apply(plainState, change)
        }
        expect(read(state)).toEqual(read(plainState))
        const root = state.commitBlock(own.sink)
        plainState.commitBlock(plain.sink)
        state = new WorldState(source, root)
        expect(read(state)).toEqual(read(plainState))
      }
      expect(read(new WorldState(source, stateRoot))).toEqual(read(other))
    }),
    { numRuns: 300 },
  )
})
