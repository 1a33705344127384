import { createMPTFromProof } from '@ethereumjs/mpt'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { expect, test } from 'vitest'
import { openTestChain } from './openTestChain.ts'

const ACCOUNTS = 50_000
const BATCH = 5_000

const toAddress = (index: number): Uint8Array => {
  const address = new Uint8Array(20)
  new DataView(address.buffer).setUint32(16, index + 1)
  return address
}

test('reads and proves any of 50,000 accounts at any block, in bounded memory', async () => {
  const { chain, close } = await openTestChain()
  for (let first = 0; first < ACCOUNTS; first += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, offset) => first + offset)
    await chain.changeAccounts(batch.map((index) => ({ address: toAddress(index), balance: BigInt(index) + 1n })))
  }
  const head = chain.head()
  const half = chain.store.getBlockByNumber(head.number / 2) ?? head
  for (let index = 7; index < ACCOUNTS; index += 997) {
    const address = toAddress(index)
    const [now, before] = [
      await chain.read(head, (state) => state.getAccount(address)),
      await chain.read(half, (state) => state.getAccount(address)),
    ]
    expect(now?.balance).toBe(BigInt(index) + 1n)
    expect(before?.balance).toBe(index < ACCOUNTS / 2 ? BigInt(index) + 1n : undefined)
    const { account } = await chain.read(head, (state) => state.prove(address, []))
    const proven = await createMPTFromProof(account, { root: head.header.stateRoot })
    expect(await proven.get(keccak_256(address))).toEqual(now?.serialize())
  }
  expect(await chain.read(head, (state) => state.cachedValues)).toBeLessThan(20_000)
  await close()
}, 60_000)
