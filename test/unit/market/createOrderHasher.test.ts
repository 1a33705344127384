import fc from 'fast-check'
import { getAddress, hashTypedData, toHex } from 'viem'
import { expect, test } from 'vitest'
import { orderTypedData, type SignableOrder } from '../../../engine/api/order.ts'
import { createOrderHasher } from '../../../engine/market/createOrderHasher.ts'
import { domain } from './engineBuilders.ts'

const anyAddress = () => fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => getAddress(toHex(bytes)))

const anyUint256 = () => fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })

const anySignableOrder = (): fc.Arbitrary<SignableOrder> =>
  fc.record({
    trader: anyAddress(),
    token: anyAddress(),
    side: fc.constantFrom('buy', 'sell'),
    timeInForce: fc.constantFrom('GTC', 'GTD', 'IOC', 'FOK'),
    postOnly: fc.boolean(),
    quantity: anyUint256(),
    price: anyUint256(),
    maxFeeBps: fc.nat({ max: 65_535 }),
    expiry: fc.maxSafeNat(),
    nonce: fc.maxSafeNat(),
    salt: anyUint256(),
  })

test('hashes every order as EIP-712 does', () => {
  const hashOrder = createOrderHasher(domain)
  fc.assert(
    fc.property(anySignableOrder(), (order) => {
      expect(hashOrder(order)).toBe(hashTypedData(orderTypedData(order, domain)))
    }),
    { numRuns: 300 },
  )
})
