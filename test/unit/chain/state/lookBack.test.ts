import { Account } from '@ethereumjs/util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WorldState } from '../../../../engine/chain/state/WorldState.ts'

const createState = () => new WorldState({ loadNode: () => undefined, loadCode: () => undefined })
const toAddress = (index: number): Uint8Array => new Uint8Array(20).fill(index + 1)
const toSlot = (index: number): Uint8Array => new Uint8Array(32).fill(index + 1)

type Write =
  | { readonly kind: 'balance'; readonly account: number; readonly value: number }
  | { readonly kind: 'slot'; readonly account: number; readonly slot: number; readonly value: number }
  | { readonly kind: 'code'; readonly account: number; readonly value: number }
  | { readonly kind: 'clear' | 'remove'; readonly account: number }

const account = fc.integer({ min: 0, max: 2 })
const value = fc.integer({ min: 0, max: 3 })
const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ kind: fc.constant('balance' as const), account, value }),
  fc.record({ kind: fc.constant('slot' as const), account, slot: value, value }),
  fc.record({ kind: fc.constant('code' as const), account, value }),
  fc.record({ kind: fc.constantFrom('clear' as const, 'remove' as const), account }),
)

const apply = (state: WorldState, write: Write): void => {
  const address = toAddress(write.account)
  if (write.kind === 'balance') state.putAccount(address, new Account(0n, BigInt(write.value)))
  else if (write.kind === 'slot') state.putStorage(address, toSlot(write.slot), Uint8Array.of(write.value))
  else if (write.kind === 'code') state.putCode(address, Uint8Array.of(write.value))
  else if (write.kind === 'clear') state.clearStorage(address)
  else state.putAccount(address, undefined)
}

const describe = (state: WorldState) =>
  [0, 1, 2].map((index) => ({
    balance: state.getAccount(toAddress(index))?.balance,
    code: [...state.getCode(toAddress(index))],
    slots: [0, 1, 2, 3].map((slot) => [...state.getStorage(toAddress(index), toSlot(slot))]),
  }))

test('looks back at what was, and brings everything back', async () => {
  const writes = fc.array(anyWrite, { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(writes, writes, writes, async (before, after, inside) => {
      const state = createState()
      for (const write of before) apply(state, write)
      const then = describe(state)
      const mark = state.mark()
      for (const write of after) apply(state, write)
      const now = describe(state)
      const seen = await state.lookBack(mark, async () => {
        const description = describe(state)
        for (const write of inside) apply(state, write)
        return description
      })
      expect(seen).toEqual(then)
      expect(describe(state)).toEqual(now)
      state.discard()
      expect(describe(state)).toEqual(describe(createState()))
    }),
  )
})

test('tells what was written since a mark with what it was before, and forgets what was reverted', () => {
  const state = createState()
  state.putAccount(toAddress(0), new Account(1n, 5n))
  state.putStorage(toAddress(0), toSlot(0), Uint8Array.of(7))
  const mark = state.mark()
  state.putStorage(toAddress(0), toSlot(0), Uint8Array.of(8))
  state.putStorage(toAddress(0), toSlot(0), Uint8Array.of(9))
  state.putAccount(toAddress(0), new Account(1n, 6n))
  state.putAccount(toAddress(1), new Account(1n, 1n))
  state.checkpoint()
  state.putStorage(toAddress(2), toSlot(2), Uint8Array.of(1))
  state.revert()
  const { accounts, slots } = state.writtenSince(mark)
  const key = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  expect([...accounts].map(([address, before]) => [address, before?.balance])).toEqual([
    [key(toAddress(0)), 5n],
    [key(toAddress(1)), undefined],
  ])
  expect(slots).toEqual(new Map([[key(toAddress(0)), new Map([[key(toSlot(0)), Uint8Array.of(7)]])]]))
})
