import fc from 'fast-check'
import { bytesToHex, hexToBytes } from 'viem'
import { expect, test } from 'vitest'
import { decryptKey } from '../../../../main/signing/keystore/decryptKey.ts'
import { encryptKey } from '../../../../main/signing/keystore/encryptKey.ts'
import { parseKeystoreDocument } from '../../../../main/signing/keystore/KeystoreDocument.ts'
import { isPrivateKey } from '../../../../main/signing/privateKey.ts'

const cheap = { n: 2, r: 8, p: 1 }

// The two vectors of the Web3 Secret Storage definition.
const pbkdf2Vector = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const scryptVector = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
}
const vectorSecret = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'

const decrypt = async (document: unknown, password: string) =>
  bytesToHex(await decryptKey(parseKeystoreDocument(JSON.stringify(document)), password))

test('opens the official pbkdf2 document', async () => {
  expect(await decrypt(pbkdf2Vector, 'testpassword')).toBe(vectorSecret)
})

test('opens the official scrypt document', { timeout: 30_000 }, async () => {
  expect(await decrypt(scryptVector, 'testpassword')).toBe(vectorSecret)
})

test('leaves the event loop running while it derives', async () => {
  let turns = 0
  const counting = setInterval(() => turns++, 1)
  await decrypt(pbkdf2Vector, 'testpassword').finally(() => clearInterval(counting))
  expect(turns).toBeGreaterThan(0)
})

test('refuses a wrong password', async () => {
  await expect(decrypt(pbkdf2Vector, 'testpasswore')).rejects.toMatchObject({ code: 'signing/wrong-password' })
})

test('refuses a document whose ciphertext or MAC was changed', async () => {
  for (const member of ['ciphertext', 'mac'] as const) {
    const flipped = pbkdf2Vector.crypto[member].replace(/^./, '0')
    const document = { ...pbkdf2Vector, crypto: { ...pbkdf2Vector.crypto, [member]: flipped } }
    await expect(decrypt(document, 'testpassword')).rejects.toMatchObject({ code: 'signing/wrong-password' })
  }
})

test('refuses a document that claims the address of another account', async () => {
  const document = { ...pbkdf2Vector, address: '00000000000000000000000000000000000000aa' }
  await expect(decrypt(document, 'testpassword')).rejects.toMatchObject({ code: 'signing/invalid-keystore' })
})

test('opens early documents that say Crypto', async () => {
  const { crypto, ...rest } = pbkdf2Vector
  expect(await decrypt({ ...rest, Crypto: crypto }, 'testpassword')).toBe(vectorSecret)
})

test('opens what it made, with any password and key', async () => {
  const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter(isPrivateKey)
  await fc.assert(
    fc.asyncProperty(anyKey, fc.string({ unit: 'grapheme' }), async (privateKey, password) => {
      const document = JSON.parse(await encryptKey(privateKey, password, 'label', cheap))
      expect(await decrypt(document, password)).toBe(bytesToHex(privateKey))
    }),
    { numRuns: 50 },
  )
})

test('takes a password as typed: composed and decomposed letters differ, as in geth', async () => {
  const document = JSON.parse(await encryptKey(hexToBytes(vectorSecret), 'caf\u00e9 geheim', 'label', cheap))
  expect(await decrypt(document, 'caf\u00e9 geheim')).toBe(vectorSecret)
  await expect(decrypt(document, 'cafe\u0301 geheim')).rejects.toMatchObject({ code: 'signing/wrong-password' })
})

test('uses a fresh salt, IV and id for each document', async () => {
  const make = async () => JSON.parse(await encryptKey(hexToBytes(vectorSecret), 'password', 'label', cheap))
  const [first, second] = [await make(), await make()]
  expect(first.crypto.kdfparams.salt).not.toBe(second.crypto.kdfparams.salt)
  expect(first.crypto.cipherparams.iv).not.toBe(second.crypto.cipherparams.iv)
  expect(first.id).not.toBe(second.id)
})

const withParams = (params: object) => ({
  ...scryptVector,
  crypto: { ...scryptVector.crypto, kdfparams: { ...scryptVector.crypto.kdfparams, ...params } },
})
const withCrypto = (members: object) => ({ ...scryptVector, crypto: { ...scryptVector.crypto, ...members } })

test.each([
  ['more memory than the bound', withParams({ n: 2 ** 22, r: 8, p: 1 })],
  ['more work than the bound', withParams({ n: 2 ** 18, r: 8, p: 16 })],
  ['numbers whose product overflows a double', withParams({ n: 2 ** 52, r: 2 ** 52, p: 2 ** 52 })],
  ['an N that is no power of two', withParams({ n: 262143 })],
  ['an N of one', withParams({ n: 1 })],
  ['a negative p', withParams({ p: -1 })],
  ['a fractional r', withParams({ r: 1.5 })],
  ['another key length', withParams({ dklen: 64 })],
  ['a salt that is not hexadecimal', withParams({ salt: 'zz' })],
  [
    'too many pbkdf2 iterations',
    withCrypto({ kdf: 'pbkdf2', kdfparams: { ...pbkdf2Vector.crypto.kdfparams, c: 1e9 } }),
  ],
  [
    'another pbkdf2 function',
    withCrypto({ kdf: 'pbkdf2', kdfparams: { ...pbkdf2Vector.crypto.kdfparams, prf: 'md5' } }),
  ],
  ['another cipher', withCrypto({ cipher: 'aes-128-cbc' })],
  ['another key derivation', withCrypto({ kdf: 'argon2' })],
  ['a short ciphertext', withCrypto({ ciphertext: 'd172' })],
  ['a long IV', withCrypto({ cipherparams: { iv: '00'.repeat(17) } })],
  ['another version', { ...scryptVector, version: 1 }],
  ['no crypto', { version: 3 }],
  ['a list', []],
  ['null', null],
])('refuses a document with %s before deriving anything', (_, document) => {
  expect(() => parseKeystoreDocument(JSON.stringify(document))).toThrow(
    expect.objectContaining({ code: 'signing/invalid-keystore' }),
  )
})

test('refuses truncated JSON wherever it was cut', () => {
  const text = JSON.stringify(scryptVector)
  for (let length = 0; length < text.length; length++) {
    expect(() => parseKeystoreDocument(text.slice(0, length))).toThrow(
      expect.objectContaining({ code: 'signing/invalid-keystore' }),
    )
  }
})

test('says which member is at fault, and none of the document in the error', () => {
  const text = JSON.stringify(withCrypto({ cipher: 'geheim-secret' }))
  let caught: unknown
  try {
    parseKeystoreDocument(text)
  } catch (error) {
    caught = error
  }
  expect(caught).toMatchObject({ facts: { member: 'crypto.cipher' } })
  expect(JSON.stringify(caught) + String((caught as Error).stack)).not.toContain('geheim')
})
