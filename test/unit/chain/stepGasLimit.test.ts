import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stepGasLimit } from '../../../engine/chain/stepGasLimit.ts'

const anyLimit = fc.bigInt(5_000n, 10n ** 12n)

test('stays within the bound of EIP-1559 around the parent', () => {
  fc.assert(
    fc.property(anyLimit, anyLimit, (parent, wanted) => {
      const next = stepGasLimit(parent, wanted)
      expect(next < parent + parent / 1_024n && next > parent - parent / 1_024n).toBe(true)
    }),
  )
})

test('reaches what is wanted, and stays there', () => {
  let limit = 30_000_000n
  for (let block = 0; block < 1_000; block++) limit = stepGasLimit(limit, 60_000_000n)
  expect(limit).toBe(60_000_000n)
})
