import { bls12_381 } from '@noble/curves/bls12-381.js'
import fc from 'fast-check'
import { bytesToHex, concat, encodeErrorResult, type Hex, hexToBytes, parseAbi, stringToHex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import vectors from './bls12381.json' with { type: 'json' }
import { openBls } from './openBls.ts'

// bls12381.json: the vectors of EIP-2537 for the precompiles used (inputs of a whole number of points) and of RFC 9380, J.10.1 and K.1 to K.2.

const { G1, G2, longSignatures: scheme, fields } = bls12_381
const errors = parseAbi([
  'error PrecompileFailed(address precompile)',
  'error InvalidPairs(uint256 size)',
  'error InfinityKey(uint256 index)',
  'error NoPoints()',
])
const failed = (precompile: number): Hex =>
  encodeErrorResult({
    abi: errors,
    errorName: 'PrecompileFailed',
    args: [`0x${precompile.toString(16).padStart(40, '0')}`],
  })

type Key = typeof G1.Point.BASE
type Signature = typeof G2.Point.BASE
const word = (value: bigint) => value.toString(16).padStart(128, '0')
const g1 = (point: Key): Hex => {
  const { x, y } = point.toAffine()
  return `0x${point.is0() ? '0'.repeat(256) : word(x) + word(y)}`
}
const g2 = (point: Signature): Hex => {
  const { x, y } = point.toAffine()
  return `0x${point.is0() ? '0'.repeat(512) : [x.c0, x.c1, y.c0, y.c1].map(word).join('')}`
}
const signatureDomain = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'
const possessionDomain = 'BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'
const sign = (secret: Uint8Array, message: Uint8Array, domain = signatureDomain) =>
  scheme.sign(scheme.hash(message, domain), secret)
const toSecret = (scalar: bigint) => hexToBytes(`0x${scalar.toString(16).padStart(64, '0')}`)
const infinityKey: Hex = `0x${'00'.repeat(128)}`
const infinitySignature: Hex = `0x${'00'.repeat(256)}`
/** On the curve, and outside the subgroup: the first such x. */
const strangeKey = (() => {
  for (let x = 1n; ; x++) {
    const square = fields.Fp.add(fields.Fp.pow(x, 3n), 4n)
    if (fields.Fp.pow(square, (fields.Fp.ORDER - 1n) / 2n) !== 1n) continue
    const point = G1.Point.fromAffine({ x, y: fields.Fp.sqrt(square) })
    if (!point.isTorsionFree()) return point
  }
})()
const strangeSignature = (() => {
  for (let c0 = 1n; ; c0++) {
    const x = fields.Fp2.fromBigTuple([c0, 0n])
    const square = fields.Fp2.add(fields.Fp2.pow(x, 3n), fields.Fp2.fromBigTuple([4n, 4n]))
    try {
      const point = G2.Point.fromAffine({ x, y: fields.Fp2.sqrt(square) })
      if (!point.isTorsionFree()) return point
    } catch {
      // no square: no point has this x
    }
  }
})()

// The secrets and the messages of the consensus layer's own vectors.
const secrets = [
  '0x263dbd792f5b1be47ed85f8938c0f29586af0d3ac7b977f21c278fe1462040e3',
  '0x47b8192d77bf871b62e87859d653922725724a5c031afeabc60bcef5ff665138',
  '0x328388aff0d4a5b7dc9205abd374e7e98f3cd9f3418edb4eafda5fb16473d216',
].map((secret) => hexToBytes(secret as Hex))
const messages = ['00', '56', 'ab'].map((byte) => hexToBytes(`0x${byte.repeat(32)}`))
const keys = secrets.map((secret) => scheme.getPublicKey(secret))
const message = hexToBytes(`0x${'ab'.repeat(32)}`)
const messageHex = bytesToHex(message)
const aggregate = scheme.aggregateSignatures(secrets.map((secret) => sign(secret, message)))
const keysHex = concat(keys.map(g1))

let bls: Awaited<ReturnType<typeof openBls>>
beforeAll(async () => {
  bls = await openBls()
})
afterAll(() => bls.close())

describe('RFC 9380', () => {
  test.each(vectors.expandMessage)('expands $message to $size bytes', async ({ domain, message, size, expected }) => {
    expect(await bls.call('expandMessage', [stringToHex(message), stringToHex(domain), BigInt(size)])).toBe(
      `0x${expected}`,
    )
  })

  test.each(vectors.hashToCurve)('hashes $message to G2', async ({ domain, message, field, expected }) => {
    const args = [stringToHex(message), stringToHex(domain)]
    expect(await bls.call('hashToField', args)).toBe(`0x${field}`)
    expect(await bls.call('hashToG2', args)).toBe(`0x${expected}`)
  })
})

/** The `index`th part of a vector's input, parts of `bytes` bytes. */
const part = (input: string, index: number, bytes: number): Hex =>
  `0x${input.slice(index * bytes * 2, (index + 1) * bytes * 2)}`

describe('EIP-2537', () => {
  test.each(vectors.addG1)('$name', async ({ input, expected }) => {
    expect(await bls.call('addG1', [part(input, 0, 128), part(input, 1, 128)])).toBe(`0x${expected}`)
    expect(await bls.call('aggregateG1', [`0x${input}`])).toBe(`0x${expected}`)
  })
  test.each(vectors.addG2)('$name', async ({ input, expected }) => {
    expect(await bls.call('addG2', [part(input, 0, 256), part(input, 1, 256)])).toBe(`0x${expected}`)
    expect(await bls.call('aggregateG2', [`0x${input}`])).toBe(`0x${expected}`)
  })
  test.each(vectors.mapToG2)('$name', async ({ input, expected }) => {
    expect(await bls.call('mapToG2', [`0x${input}`])).toBe(`0x${expected}`)
  })
  test.each(vectors.pairing)('$name', async ({ input, expected }) => {
    expect(await bls.call('isPairingOne', [`0x${input}`])).toBe(BigInt(`0x${expected}`) === 1n)
  })
  test.each(vectors.addG1Refused)('refuses $name', async ({ input }) => {
    expect(await bls.revertOf('addG1', [part(input, 0, 128), part(input, 1, 128)])).toBe(failed(0x0b))
    expect(await bls.revertOf('aggregateG1', [`0x${input}`])).toBe(failed(0x0b))
  })
  test.each(vectors.addG2Refused)('refuses $name', async ({ input }) => {
    expect(await bls.revertOf('addG2', [part(input, 0, 256), part(input, 1, 256)])).toBe(failed(0x0d))
    expect(await bls.revertOf('aggregateG2', [`0x${input}`])).toBe(failed(0x0d))
  })
  test.each(vectors.mapToG2Refused)('refuses $name', async ({ input }) => {
    expect(await bls.revertOf('mapToG2', [`0x${input}`])).toBe(failed(0x11))
  })
  test.each(vectors.pairingRefused)('refuses $name', async ({ input }) => {
    const size = BigInt(input.length / 2)
    const whole = size > 0n && size % 384n === 0n
    const expected = whole ? failed(0x0f) : encodeErrorResult({ abi: errors, errorName: 'InvalidPairs', args: [size] })
    expect(await bls.revertOf('isPairingOne', [`0x${input}`])).toBe(expected)
  })
  // Two points, each before its scalar: at least one of them is what the vector is about.
  test.each(vectors.subgroupG1Refused)('refuses $name', async ({ input }) => {
    const points = [0, 1].map((index) => part(input.slice(index * 320), 0, 128))
    const outcomes = points.map((point) => bls.revertOf('requireInG1', [point]).catch(() => 'accepted'))
    expect(await Promise.all(outcomes)).toContain(failed(0x0c))
  })
  test.each(vectors.subgroupG2Refused)('refuses $name', async ({ input }) => {
    const points = [0, 1].map((index) => part(input.slice(index * 576), 0, 256))
    const outcomes = points.map((point) => bls.revertOf('requireInG2', [point]).catch(() => 'accepted'))
    expect(await Promise.all(outcomes)).toContain(failed(0x0e))
  })
})

describe('aggregated signatures', () => {
  const verify = (keys: Hex, text: Hex, signature: Hex) => bls.call('fastAggregateVerify', [keys, text, signature])

  test('verifies the consensus layer’s own: one key, two and three', async () => {
    for (const [index, text] of messages.entries()) {
      const signers = secrets.slice(0, index + 1)
      const signature = scheme.aggregateSignatures(signers.map((secret) => sign(secret, text)))
      expect(await verify(concat(keys.slice(0, index + 1).map(g1)), bytesToHex(text), g2(signature))).toBe(true)
    }
    expect(scheme.Signature.toHex(aggregate)).toBe(
      '9712c3edd73a209c742b8250759db12549b3eaf43b5ca61376d9f30e2747dbcf842d8b2ac0901d2a093713e20284a7670fcf6954e9ab93de991bb9b313e664785a075fc285806fa5224c82bde146561b446ccfc706a64b8579513cfc4ff1d930',
    )
  })

  test('agrees with another implementation on random keys and messages', async () => {
    const secret = fc.bigInt({ min: 1n, max: bls12_381.fields.Fr.ORDER - 1n }).map(toSecret)
    const committee = fc.array(secret, { minLength: 1, maxLength: 16 })
    await fc.assert(
      fc.asyncProperty(committee, fc.uint8Array({ maxLength: 300 }), async (committee, text) => {
        const points = committee.map((secret) => scheme.getPublicKey(secret))
        fc.pre(!scheme.aggregatePublicKeys(points).is0())
        const signature = scheme.aggregateSignatures(committee.map((secret) => sign(secret, text)))
        expect(await bls.call('hashToG2', [bytesToHex(text), stringToHex(signatureDomain)])).toBe(
          g2(scheme.hash(text, signatureDomain)),
        )
        expect(await verify(concat(points.map(g1)), bytesToHex(text), g2(signature))).toBe(true)
        expect(await verify(concat(points.map(g1)), bytesToHex(text), g2(signature.negate()))).toBe(false)
      }),
      { numRuns: 6 },
    )
  })

  test('refuses a key too many, one too few, one in place of another and one twice', async () => {
    const stranger = scheme.getPublicKey(toSecret(99n))
    const [first, second, third] = keys.map(g1) as [Hex, Hex, Hex]
    for (const wrong of [
      [first, second, third, g1(stranger)],
      [first, second],
      [first, second, g1(stranger)],
      [first, second, third, third],
    ]) {
      expect(await verify(concat(wrong), messageHex, g2(aggregate))).toBe(false)
    }
    expect(await verify(concat([third, first, second]), messageHex, g2(aggregate))).toBe(true)
  })

  test('refuses another message and a signature over another domain', async () => {
    expect(await verify(keysHex, `${messageHex}00`, g2(aggregate))).toBe(false)
    expect(await verify(keysHex, '0x', g2(aggregate))).toBe(false)
    for (const domain of [possessionDomain, 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_']) {
      const signature = scheme.aggregateSignatures(secrets.map((secret) => sign(secret, message, domain)))
      expect(await verify(keysHex, messageHex, g2(signature))).toBe(false)
    }
  })

  test('refuses every tampering with a signature or a key', async () => {
    const signature = hexToBytes(g2(aggregate))
    const points = hexToBytes(keysHex)
    const flip = (bytes: Uint8Array, bit: number): Hex =>
      bytesToHex(bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))
    for (let bit = 0; bit < 2048; bit += 61) {
      expect(await bls.revertOf('fastAggregateVerify', [keysHex, messageHex, flip(signature, bit)])).toBe(failed(0x0f))
    }
    for (let bit = 0; bit < 3072; bit += 61) {
      const args = [flip(points, bit), messageHex, g2(aggregate)]
      expect(await bls.revertOf('fastAggregateVerify', args)).toBe(failed(0x0b))
    }
  })

  test('refuses infinity and nothing', async () => {
    const [first] = keys.map(g1) as [Hex]
    const refuse = (points: Hex) => bls.revertOf('fastAggregateVerify', [points, messageHex, infinitySignature])
    expect(await refuse('0x')).toBe(encodeErrorResult({ abi: errors, errorName: 'NoPoints' }))
    expect(await refuse(concat([first, infinityKey]))).toBe(
      encodeErrorResult({ abi: errors, errorName: 'InfinityKey', args: [1n] }),
    )
    expect(await verify(keysHex, messageHex, infinitySignature)).toBe(false)
  })

  test('refuses points outside the subgroup', async () => {
    const [first] = keys as [Key]
    expect(await bls.revertOf('fastAggregateVerify', [g1(first.add(strangeKey)), messageHex, g2(aggregate)])).toBe(
      failed(0x0f),
    )
    expect(await bls.revertOf('fastAggregateVerify', [keysHex, messageHex, g2(aggregate.add(strangeSignature))])).toBe(
      failed(0x0f),
    )
    expect(await bls.revertOf('requireInG1', [g1(strangeKey)])).toBe(failed(0x0c))
    expect(await bls.revertOf('requireInG2', [g2(strangeSignature)])).toBe(failed(0x0e))
    await bls.call('requireInG1', [g1(first)])
    await bls.call('requireInG2', [g2(aggregate)])
    await bls.call('requireInG1', [infinityKey])
  })
})

describe('proofs of possession', () => {
  const prove = (key: Key, secret: Uint8Array, domain = possessionDomain) => sign(secret, key.toBytes(true), domain)
  const possesses = (key: Key, proof: Signature) => bls.call('verifyPossession', [g1(key), g2(proof)])

  test('compresses keys as the consensus layer does, and negates as another implementation', async () => {
    for (const key of [...keys, ...keys.map((key) => key.negate())]) {
      expect(await bls.call('compress', [g1(key)])).toBe(bytesToHex(key.toBytes(true)))
      expect(await bls.call('negateG1', [g1(key)])).toBe(g1(key.negate()))
    }
    expect(await bls.call('negateG2', [g2(aggregate)])).toBe(g2(aggregate.negate()))
    expect(await bls.call('negateG2', [infinitySignature])).toBe(infinitySignature)
  })

  test('accepts the owner’s, refuses another’s and plain signatures', async () => {
    const [key, other] = keys as [Key, Key]
    const [secret] = secrets as [Uint8Array]
    expect(await possesses(key, prove(key, secret))).toBe(true)
    expect(await possesses(other, prove(key, secret))).toBe(false)
    expect(await possesses(key, prove(other, secret))).toBe(false)
    expect(await possesses(key, prove(key, secret, signatureDomain))).toBe(false)
  })

  test('keeps out a rogue key, with which one signer would sign for another', async () => {
    const [honest] = keys as [Key]
    const secret = toSecret(4_711n)
    const rogue = scheme.getPublicKey(secret).subtract(honest)
    const forged = sign(secret, message)
    const args = [concat([g1(honest), g1(rogue)]), messageHex, g2(forged)]
    expect(await bls.call('fastAggregateVerify', args), 'why possession must be proven').toBe(true)
    expect(await possesses(rogue, prove(rogue, secret))).toBe(false)
  })

  test('keeps out keys outside the subgroup, which would cancel out in a sum', async () => {
    const [key] = keys as [Key]
    const [secret] = secrets as [Uint8Array]
    const strange = key.add(strangeKey)
    const proof = sign(secret, hexToBytes((await bls.call('compress', [g1(strange)])) as Hex), possessionDomain)
    expect(await bls.revertOf('verifyPossession', [g1(strange), g2(proof)])).toBe(failed(0x0f))
    expect(await bls.revertOf('verifyPossession', [infinityKey, infinitySignature])).toBe(
      encodeErrorResult({ abi: errors, errorName: 'InfinityKey', args: [0n] }),
    )
  })
})
