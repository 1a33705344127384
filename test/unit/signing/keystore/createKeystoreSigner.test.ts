import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesToHex, hexToBytes, recoverTypedDataAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  createKeystoreSigner,
  type KeystoreSignerOptions,
} from '../../../../main/signing/keystore/createKeystoreSigner.ts'
import { decryptKey } from '../../../../main/signing/keystore/decryptKey.ts'
import { encryptKey } from '../../../../main/signing/keystore/encryptKey.ts'
import { parseKeystoreDocument } from '../../../../main/signing/keystore/KeystoreDocument.ts'
import { createManualClock } from '../manualClock.ts'

const cheap = { n: 2, r: 8, p: 1 }
const privateKey = `0x${'42'.repeat(32)}` as const
const { address } = privateKeyToAccount(privateKey)
const payload = {
  domain: { name: 'Test', chainId: 1 },
  types: { Note: [{ name: 'text', type: 'string' }] },
  primaryType: 'Note',
  message: { text: 'hello' },
} as const

let directory: string
let time: ReturnType<typeof createManualClock>
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'keystore-')), 'keystore')
  time = createManualClock()
})
afterEach(() => rmSync(join(directory, '..'), { recursive: true }))

const open = (options: Partial<KeystoreSignerOptions> = {}) =>
  createKeystoreSigner({ directory, clock: time.clock, scryptCost: cheap, ...options })
const documentOf = (password: string, key: `0x${string}` = privateKey) =>
  encryptKey(hexToBytes(key), password, 'made elsewhere', cheap)
const openWithAccount = async () => {
  const signer = await open()
  await signer.importAccount({ label: 'Desk', keystore: await documentOf('password'), password: 'password' })
  return signer
}

test('creates an account that is locked and comes back after reopening', async () => {
  const made = await (await open()).createAccount({ label: 'Treasury', password: 'long password' })
  expect(made).toMatchObject({ label: 'Treasury', kind: 'keystore', locked: true })
  expect((await open()).accounts()).toEqual([made])
})

test('keeps files and folder from everyone else', async () => {
  await openWithAccount()
  const names = readdirSync(directory)
  expect(names).toHaveLength(1)
  expect(statSync(join(directory, names[0] ?? '')).mode & 0o777).toBe(0o600)
  expect(statSync(directory).mode & 0o777).toBe(0o700)
})

test('signs typed data when unlocked, as its account', async () => {
  const signer = await openWithAccount()
  expect(await signer.unlockAccount(address, 'password')).toMatchObject({ address, locked: false })
  const signature = await signer.signTypedData(address, payload)
  expect(await recoverTypedDataAddress({ ...payload, signature })).toBe(address)
  expect(signature).toBe(await privateKeyToAccount(privateKey).signTypedData(payload))
})

test('does not sign while locked', async () => {
  const signer = await openWithAccount()
  await expect(signer.signTypedData(address, payload)).rejects.toMatchObject({ code: 'signing/locked' })
})

test('does not sign after being locked again', async () => {
  const signer = await openWithAccount()
  await signer.unlockAccount(address, 'password')
  expect(signer.lockAccount(address).locked).toBe(true)
  await expect(signer.signTypedData(address, payload)).rejects.toMatchObject({ code: 'signing/locked' })
})

test('stays locked after a wrong password', async () => {
  const signer = await openWithAccount()
  await expect(signer.unlockAccount(address, 'passwore')).rejects.toMatchObject({ code: 'signing/wrong-password' })
  expect(signer.accounts()[0]?.locked).toBe(true)
})

test('locks itself after idling, counted from the last signature', async () => {
  const signer = await open({ autoLockAfterMs: 1_000 })
  await signer.importAccount({ label: 'Desk', keystore: await documentOf('password'), password: 'password' })
  await signer.unlockAccount(address, 'password')
  time.advance(900)
  await signer.signTypedData(address, payload)
  time.advance(900)
  expect(signer.accounts()[0]?.locked).toBe(false)
  time.advance(100)
  expect(signer.accounts()[0]?.locked).toBe(true)
  expect(time.pending()).toBe(0)
})

test('locks itself when the idle time passed while the machine slept', async () => {
  const signer = await open({ autoLockAfterMs: 1_000 })
  await signer.importAccount({ label: 'Desk', keystore: await documentOf('password'), password: 'password' })
  await signer.unlockAccount(address, 'password')
  time.sleep(1_000)
  await expect(signer.signTypedData(address, payload)).rejects.toMatchObject({ code: 'signing/locked' })
})

test('unlocks once when asked many times at once', async () => {
  const signer = await openWithAccount()
  const answers = await Promise.all(Array.from({ length: 8 }, () => signer.unlockAccount(address, 'password')))
  expect(answers.every(({ locked }) => !locked)).toBe(true)
  expect(time.pending()).toBe(1)
  signer.lockAll()
  expect(signer.accounts()[0]?.locked).toBe(true)
  expect(time.pending()).toBe(0)
})

test('a lock wins over an unlock that began before it', async () => {
  const signer = await openWithAccount()
  const unlocking = signer.unlockAccount(address, 'password')
  signer.lockAccount(address)
  expect((await unlocking).locked).toBe(true)
})

test('refuses an account that is here already, also when both come at once', async () => {
  const signer = await open()
  const keystore = await documentOf('password')
  const add = () => signer.importAccount({ label: 'Desk', keystore, password: 'password' })
  const results = await Promise.allSettled([add(), add()])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(results[1]).toMatchObject({ reason: { code: 'signing/account-exists' } })
  expect(readdirSync(directory)).toHaveLength(1)
})

test('refuses an account that another signer holds', async () => {
  const signer = await open({ isTaken: (candidate) => candidate === address })
  const keystore = await documentOf('password')
  await expect(signer.importAccount({ label: 'Desk', keystore, password: 'password' })).rejects.toMatchObject({
    code: 'signing/account-exists',
  })
  expect(readdirSync(directory)).toHaveLength(0)
})

test('takes in a document with an empty password', async () => {
  const signer = await open()
  await signer.importAccount({ label: 'Old', keystore: await documentOf(''), password: '' })
  expect((await signer.unlockAccount(address, '')).locked).toBe(false)
})

test('takes in nothing with a wrong password', async () => {
  const signer = await open()
  const keystore = await documentOf('password')
  await expect(signer.importAccount({ label: 'Desk', keystore, password: 'other' })).rejects.toMatchObject({
    code: 'signing/wrong-password',
  })
  expect(readdirSync(directory)).toHaveLength(0)
})

test('encrypts an imported key anew at its own cost', async () => {
  const signer = await open({ scryptCost: { n: 4, r: 8, p: 1 } })
  await signer.importAccount({ label: 'Desk', keystore: await documentOf('password'), password: 'password' })
  const kept = JSON.parse(readFileSync(join(directory, readdirSync(directory)[0] ?? ''), 'utf8'))
  expect(kept.crypto.kdfparams.n).toBe(4)
})

test('exports a document that opens with the password, and none without', async () => {
  const signer = await openWithAccount()
  const text = await signer.exportAccount(address, 'password')
  expect(bytesToHex(await decryptKey(parseKeystoreDocument(text), 'password'))).toBe(privateKey)
  await expect(signer.exportAccount(address, 'other')).rejects.toMatchObject({ code: 'signing/wrong-password' })
})

test('skips hostile and damaged files, and warns of each', async () => {
  await openWithAccount()
  const good = readFileSync(join(directory, readdirSync(directory)[0] ?? ''), 'utf8')
  writeFileSync(join(directory, 'a-truncated.json'), good.slice(0, 100))
  writeFileSync(join(directory, 'b-huge.json'), ' '.repeat(1_000_000))
  symlinkSync('/etc/passwd', join(directory, 'c-link.json'))
  symlinkSync('/dev/zero', join(directory, 'd-endless.json'))
  writeFileSync(join(directory, 'zz-copy.json'), good)
  writeFileSync(join(directory, 'e-nameless.json'), JSON.stringify({ ...JSON.parse(good), address: undefined }))
  writeFileSync(join(directory, '.unfinished.tmp'), 'x')
  const warn = vi.fn()
  const signer = await open({ warn })
  expect(signer.accounts().map((account) => account.address)).toEqual([address])
  expect(signer.unreadable).toHaveLength(6)
  expect(warn).toHaveBeenCalledTimes(6)
})

test('answers unknown accounts with account-not-found', async () => {
  const signer = await open()
  const notFound = expect.objectContaining({ code: 'signing/account-not-found' })
  await expect(signer.unlockAccount(address, 'password')).rejects.toEqual(notFound)
  await expect(signer.exportAccount(address, 'password')).rejects.toEqual(notFound)
  await expect(signer.signTypedData(address, payload)).rejects.toEqual(notFound)
  expect(() => signer.lockAccount(address)).toThrow(notFound)
})
