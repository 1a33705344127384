import { type Address, getAddress } from 'viem'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { SigningAccount } from '../../../engine/api/signing.ts'
import { createPrivateKey, privateKeyToAddress, signTypedDataWithKey } from '../privateKey.ts'
import type { Signer } from '../Signer.ts'
import type { SigningClock } from '../SigningClock.ts'
import { createTurns } from './createTurns.ts'
import { decryptKey } from './decryptKey.ts'
import { encryptKey, type ScryptCost, standardScryptCost } from './encryptKey.ts'
import { parseKeystoreDocument } from './KeystoreDocument.ts'
import {
  type KeystoreFile,
  readKeystoreFiles,
  type UnreadableKeystoreFile,
  writeKeystoreFile,
} from './keystoreFiles.ts'

export interface KeystoreSignerOptions {
  /** The folder of documents, the desk's alone; made where it is missing. */
  readonly directory: string
  readonly clock: SigningClock
  /** An unlocked key is forgotten after this long without a signature. Default 15 minutes. */
  readonly autoLockAfterMs?: number
  /** Whether another signer holds the account: it may not be taken in twice. */
  readonly isTaken?: (address: Address) => boolean
  /** Hears of each file that can't be used. */
  readonly warn?: (message: string) => void
  /** The cost of new documents; for tests, which can't spend a second on each. */
  readonly scryptCost?: ScryptCost
}

/** A `Signer` over encrypted documents. */
export interface KeystoreSigner extends Signer {
  /** Files of the folder that can't be used, found when it was opened. */
  readonly unreadable: readonly UnreadableKeystoreFile[]
  createAccount(input: { readonly label: string; readonly password: string }): Promise<SigningAccount>
  /** Takes in a document of any program, encrypting its key anew at today's cost with the same password. */
  importAccount(input: {
    readonly label: string
    readonly keystore: string
    readonly password: string
  }): Promise<SigningAccount>
  /** The encrypted document, given to who knows its password. */
  exportAccount(address: Address, password: string): Promise<string>
  unlockAccount(address: Address, password: string): Promise<SigningAccount>
  lockAccount(address: Address): SigningAccount
  lockAll(): void
}

const DEFAULT_AUTO_LOCK_MS = 15 * 60_000

interface Unlocked {
  readonly privateKey: Uint8Array
  lockAtMs: number
  cancelTimer: () => void
}

/**
 * Opens a folder of Web3 Secret Storage documents as a signer. New accounts are locked until unlocked; keys are zeroed when
 * locked. Derivations run one after another: each takes 256 MiB and a thread of the pool that also serves files.
 */
export const createKeystoreSigner = async (options: KeystoreSignerOptions): Promise<KeystoreSigner> => {
  const { directory, clock, autoLockAfterMs = DEFAULT_AUTO_LOCK_MS, scryptCost = standardScryptCost } = options
  const { files: found, unreadable } = await readKeystoreFiles(directory)
  for (const { path, reason } of unreadable) options.warn?.(`The keystore file ${path} can't be used: ${reason}`)

  const files = new Map<Address, KeystoreFile>(found.map((file) => [file.address, file]))
  const unlocked = new Map<Address, Unlocked>()
  /** Times an account was locked: a lock must win over an unlock that began before it. */
  const locks = new Map<Address, number>()
  const inTurn = createTurns()

  const fileOf = (address: Address): KeystoreFile => {
    const file = files.get(getAddress(address))
    if (!file) throw new TerminalError('signing/account-not-found', `The keystore holds no account ${address}.`)
    return file
  }
  const toAccount = ({ address, document }: KeystoreFile): SigningAccount => ({
    address,
    label: document['x-quantera']?.label ?? `${address.slice(0, 6)}…${address.slice(-4)}`,
    kind: 'keystore',
    locked: !isUnlocked(address),
  })
  const lock = (address: Address): void => {
    locks.set(address, (locks.get(address) ?? 0) + 1)
    const entry = unlocked.get(address)
    if (!entry) return
    entry.cancelTimer()
    entry.privateKey.fill(0)
    unlocked.delete(address)
  }
  const isUnlocked = (address: Address): boolean => {
    const entry = unlocked.get(address)
    // Timers stand still while a laptop sleeps: the clock decides.
    if (entry && entry.lockAtMs <= clock.nowMs()) lock(address)
    return unlocked.has(address)
  }
  const restartTimer = (address: Address, entry: Unlocked): void => {
    entry.cancelTimer()
    entry.lockAtMs = clock.nowMs() + autoLockAfterMs
    entry.cancelTimer = clock.setTimer(() => lock(address), autoLockAfterMs)
  }
  const keepUnlocked = (address: Address, privateKey: Uint8Array): void => {
    const previous = unlocked.get(address)
    previous?.cancelTimer()
    previous?.privateKey.fill(0)
    const entry = { privateKey, lockAtMs: 0, cancelTimer: () => {} }
    restartTimer(address, entry)
    unlocked.set(address, entry)
  }
  const store = async (privateKey: Uint8Array, label: string, password: string): Promise<SigningAccount> => {
    const address = privateKeyToAddress(privateKey)
    if (files.has(address) || options.isTaken?.(address)) {
      throw new TerminalError('signing/account-exists', `The account ${address} is here already.`, { address })
    }
    const text = await encryptKey(privateKey, password, label, scryptCost)
    const file = await writeKeystoreFile(directory, { address, text, nowMs: clock.nowMs() })
    files.set(address, file)
    return toAccount(file)
  }

  return {
    unreadable,
    accounts: () => [...files.values()].map(toAccount),
    createAccount: ({ label, password }) =>
      inTurn(() => withZeroed(createPrivateKey(), (privateKey) => store(privateKey, label, password))),
    importAccount: async ({ label, keystore, password }) => {
      const document = parseKeystoreDocument(keystore)
      return inTurn(async () =>
        withZeroed(await decryptKey(document, password), (privateKey) => store(privateKey, label, password)),
      )
    },
    exportAccount: async (address, password) => {
      const { document, text } = fileOf(address)
      return inTurn(async () => withZeroed(await decryptKey(document, password), async () => text))
    },
    unlockAccount: async (given, password) => {
      const file = fileOf(given)
      const locksBefore = locks.get(file.address) ?? 0
      const privateKey = await inTurn(() => decryptKey(file.document, password))
      if ((locks.get(file.address) ?? 0) === locksBefore) keepUnlocked(file.address, privateKey)
      else privateKey.fill(0)
      return toAccount(file)
    },
    lockAccount: (given) => {
      const file = fileOf(given)
      lock(file.address)
      return toAccount(file)
    },
    lockAll: () => {
      for (const address of files.keys()) lock(address)
    },
    signTypedData: async (given, payload) => {
      const { address } = fileOf(given)
      const entry = isUnlocked(address) ? unlocked.get(address) : undefined
      if (!entry) throw new TerminalError('signing/locked', `The account ${address} is locked.`, { address })
      restartTimer(address, entry)
      return signTypedDataWithKey(entry.privateKey, payload)
    },
  }
}

const withZeroed = async <Result>(privateKey: Uint8Array, use: (privateKey: Uint8Array) => Promise<Result>) => {
  try {
    return await use(privateKey)
  } finally {
    privateKey.fill(0)
  }
}
