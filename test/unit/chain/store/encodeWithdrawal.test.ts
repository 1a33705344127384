import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeWithdrawals, encodeWithdrawals } from '../../../../engine/chain/store/encodeWithdrawal.ts'

const anyWithdrawal = fc.record({
  index: fc.bigInt(0n, 2n ** 64n - 1n),
  validatorIndex: fc.bigInt(0n, 2n ** 64n - 1n),
  address: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  amountGwei: fc.bigInt(0n, 2n ** 64n - 1n),
})

test('reads back the withdrawals that it stored', () => {
  fc.assert(
    fc.property(fc.array(anyWithdrawal, { maxLength: 16 }), (withdrawals) => {
      expect(decodeWithdrawals(encodeWithdrawals(withdrawals))).toEqual(withdrawals)
    }),
  )
})
