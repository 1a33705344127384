import { ecrecover } from '@ethereumjs/util'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { expect, test } from 'vitest'
import { createCachedRecovery } from '../../../engine/evm/createCachedRecovery.ts'

const hash = new Uint8Array(32).fill(7)
const key = new Uint8Array(32).fill(1)
const [recovery = 0, ...rest] = secp256k1.sign(hash, key, { prehash: false, format: 'recovered' })
const r = Uint8Array.from(rest.slice(0, 32))
const s = Uint8Array.from(rest.slice(32))
const v = BigInt(recovery)

test('recovers each signature once', () => {
  let recovered = 0
  const recover = createCachedRecovery((...parameters) => {
    recovered++
    return ecrecover(...parameters)
  })
  expect(recover(hash, v, r, s)).toEqual(secp256k1.getPublicKey(key, false).slice(1))
  expect(recover(hash, v, r, s)).toEqual(secp256k1.getPublicKey(key, false).slice(1))
  expect(recovered).toBe(1)
})

test('does not take one signature for another', () => {
  const recover = createCachedRecovery()
  const first = recover(hash, v, r, s)
  expect(recover(hash, 1n - v, r, s)).not.toEqual(first)
  expect(recover(new Uint8Array(32).fill(8), v, r, s)).not.toEqual(first)
})

test('throws again for what cannot be recovered', () => {
  const recover = createCachedRecovery()
  for (let attempt = 0; attempt < 2; attempt++) expect(() => recover(hash, 9n, r, s)).toThrow()
})
