import { readFileSync } from 'node:fs'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Address, bytesToHex, getAddress, hexToBytes, isAddress, keccak256, serializeTransaction } from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import type { DeploymentSigner } from '../../engine/deployment/DeploymentSigner.ts'
import { decryptKey } from '../signing/keystore/decryptKey.ts'
import { parseKeystoreDocument } from '../signing/keystore/KeystoreDocument.ts'
import { isPrivateKey, privateKeyToAddress } from '../signing/privateKey.ts'

export type SignerSource = {
  /** `keystore:FILE`, `env:VARIABLE` or `unlocked:ADDRESS`: never a secret itself. */
  readonly signer: string
  readonly passwordVariable: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly askPassword: (question: string) => Promise<string>
}

/** A signer, and how to forget its key. */
export type OpenedSigner = DeploymentSigner & { readonly forget: () => void }

/**
 * Opens who is to sign. For a dry run its address is all that is needed, and `withKey` false spares the password where the keystore
 * says the address.
 *
 * @throws TerminalError `deployment/invalid`, and those of a keystore that doesn't open
 */
export const openDeploymentSigner = async (source: SignerSource, withKey: boolean): Promise<OpenedSigner> => {
  const [kind, ...rest] = source.signer.split(':')
  const value = rest.join(':')
  if (kind === 'unlocked' && isAddress(value)) {
    return { address: getAddress(value), sign: undefined, forget: () => undefined }
  }
  if (kind === 'env' && value !== '') return createKeySigner(readKey(value, source.environment[value]))
  if (kind === 'keystore' && value !== '') return openKeystore(value, source, withKey)
  throw new TerminalError('deployment/invalid', '--signer is none of keystore:FILE, env:VARIABLE and unlocked:ADDRESS.')
}

const readKey = (variable: string, text: string | undefined): Uint8Array => {
  const key =
    text !== undefined && /^(0x)?[0-9a-fA-F]{64}$/.test(text) ? hexToBytes(`0x${text.replace(/^0x/, '')}`) : undefined
  if (key !== undefined && isPrivateKey(key)) return key
  throw new TerminalError('deployment/invalid', `The variable ${variable} holds no private key.`, { variable })
}

const openKeystore = async (path: string, source: SignerSource, withKey: boolean): Promise<OpenedSigner> => {
  const document = parseKeystoreDocument(readFileSync(path, 'utf8'))
  if (!withKey && document.address !== undefined) return createWatcher(document.address)
  const { passwordVariable, environment } = source
  const password =
    passwordVariable === undefined ? await source.askPassword(`Password of ${path}: `) : environment[passwordVariable]
  if (password !== undefined) return createKeySigner(await decryptKey(document, password))
  throw new TerminalError('deployment/invalid', `The variable ${passwordVariable} is not set.`)
}

const createWatcher = (address: Address): OpenedSigner => ({
  address,
  sign: () => Promise.reject(new Error('The key was not opened.')),
  forget: () => undefined,
})

/** The key stays in its byte array, which can be zeroed. Deterministic (RFC 6979), with low `s` (EIP-2). */
const createKeySigner = (privateKey: Uint8Array): OpenedSigner => ({
  address: privateKeyToAddress(privateKey),
  sign: async (transaction) => {
    const digest = hexToBytes(keccak256(serializeTransaction(transaction)))
    const signature = secp256k1.sign(digest, privateKey, { prehash: false, lowS: true, format: 'recovered' })
    const r = bytesToHex(signature.subarray(1, 33))
    const s = bytesToHex(signature.subarray(33, 65))
    return serializeTransaction(transaction, { r, s, yParity: signature[0] ?? 0 })
  },
  forget: () => void privateKey.fill(0),
})
