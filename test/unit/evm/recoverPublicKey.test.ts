import { secp256k1 } from '@noble/curves/secp256k1.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recoverPublicKey } from '../../../engine/evm/recoverPublicKey.ts'

const bytes32 = () => fc.uint8Array({ minLength: 32, maxLength: 32 })
const nobleRecover = (digest: Uint8Array, recovery: number, r: Uint8Array, s: Uint8Array) => {
  try {
    const signature = new secp256k1.Signature(toBigInt(r), toBigInt(s), recovery)
    return signature.recoverPublicKey(digest).toBytes(false).subarray(1)
  } catch {
    return undefined
  }
}
const toBigInt = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
const ours = (...input: Parameters<typeof recoverPublicKey>) => {
  try {
    return recoverPublicKey(...input)
  } catch {
    return undefined
  }
}

test('recovers the key that signed, as @noble/curves does', () => {
  fc.assert(
    fc.property(bytes32(), bytes32(), (key, digest) => {
      fc.pre(secp256k1.utils.isValidSecretKey(key))
      const signature = secp256k1.Signature.fromBytes(
        secp256k1.sign(digest, key, { prehash: false, format: 'recovered' }),
        'recovered',
      )
      const compact = signature.toBytes('compact')
      const recovery = signature.recovery as 0 | 1
      const found = recoverPublicKey(digest, recovery, compact.subarray(0, 32), compact.subarray(32))
      expect(Buffer.from(found)).toEqual(Buffer.from(secp256k1.getPublicKey(key, false).subarray(1)))
    }),
    { numRuns: 50 },
  )
})

test('agrees with @noble/curves on signatures that nobody made', () => {
  fc.assert(
    fc.property(bytes32(), fc.constantFrom(0 as const, 1 as const), bytes32(), bytes32(), (digest, recovery, r, s) => {
      const [found, expected] = [ours(digest, recovery, r, s), nobleRecover(digest, recovery, r, s)]
      expect(found && Buffer.from(found)).toEqual(expected && Buffer.from(expected))
    }),
    { numRuns: 100 },
  )
})

// The edges of what r and s may be: zero, one, the order of the curve and its neighbours.
const order = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141')
const lessOne = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140')
const [zero, one] = [new Uint8Array(32), Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0))]
test.each([zero, one, lessOne, order])('agrees with @noble/curves at the edges of r and s (%#)', (edge) => {
  for (const other of [zero, one, lessOne, order]) {
    for (const recovery of [0, 1] as const) {
      const found = ours(one, recovery, edge, other)
      const expected = nobleRecover(one, recovery, edge, other)
      expect(found && Buffer.from(found)).toEqual(expected && Buffer.from(expected))
    }
  }
})
