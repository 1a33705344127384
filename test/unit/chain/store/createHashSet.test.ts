import { bytesToHex } from '@ethereumjs/util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHashSet } from '../../../../engine/chain/store/createHashSet.ts'

/** Few first words, so that places are shared; sometimes nothing but zeros where the set looks. */
const anyHash = (): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.nat(3), fc.nat(40), fc.boolean())
    .map(([first, rest, isZero]) =>
      new Uint8Array(32).map((_, at) => (isZero && at < 16 ? 0 : at === 3 ? first : at > 4 ? rest : 0)),
    )

test('has what was added and nothing else, as a set of strings would', () => {
  fc.assert(
    fc.property(fc.array(anyHash(), { maxLength: 200 }), fc.array(anyHash()), (added, asked) => {
      const set = createHashSet(0)
      const model = new Set<string>()
      const toKey = (hash: Uint8Array): string => bytesToHex(hash.subarray(0, 16))
      for (const hash of added) {
        expect(set.add(hash)).toBe(!model.has(toKey(hash)))
        model.add(toKey(hash))
        expect(set.size).toBe(model.size)
      }
      for (const hash of [...added, ...asked]) expect(set.has(hash)).toBe(model.has(toKey(hash)))
    }),
  )
})

test('grows beyond what it was told to expect', () => {
  const set = createHashSet(10)
  const hashes = Array.from({ length: 5_000 }, (_, index) => {
    const hash = new Uint8Array(32)
    new DataView(hash.buffer).setUint32(0, Math.imul(index, 2_654_435_761))
    new DataView(hash.buffer).setUint32(4, index + 1)
    return hash
  })
  for (const hash of hashes) expect(set.add(hash)).toBe(true)
  expect(hashes.every((hash) => set.has(hash))).toBe(true)
  expect(set.size).toBe(5_000)
})
