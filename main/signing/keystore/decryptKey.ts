import { timingSafeEqual } from 'node:crypto'
import { ctr } from '@noble/ciphers/aes.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from 'viem'
import { TerminalError } from '../../../engine/api/errors.ts'
import { isPrivateKey, privateKeyToAddress } from '../privateKey.ts'
import { deriveKey } from './deriveKey.ts'
import type { KeystoreDocument } from './KeystoreDocument.ts'

/** The MAC of Web3 Secret Storage: keccak256 of the derived key's second half and the ciphertext. */
export const keystoreMac = (derivedKey: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  keccak_256(concatBytes([derivedKey.subarray(16, 32), ciphertext]))

/**
 * Decrypts the private key of a document. The caller zeroes it when done.
 *
 * @throws TerminalError `signing/wrong-password` when the MAC doesn't fit: the password is wrong or the document was changed.
 * @throws TerminalError `signing/invalid-keystore` when what was encrypted is no private key, or not the key of its address.
 */
export const decryptKey = async (document: KeystoreDocument, password: string): Promise<Uint8Array> => {
  const { crypto } = document
  const derivedKey = await deriveKey(password, crypto)
  try {
    if (!timingSafeEqual(keystoreMac(derivedKey, crypto.ciphertext), crypto.mac)) {
      throw new TerminalError('signing/wrong-password', 'The password does not open this keystore document.')
    }
    const privateKey = ctr(derivedKey.subarray(0, 16), crypto.cipherparams.iv).decrypt(crypto.ciphertext)
    if (!isPrivateKey(privateKey)) throw wrongContent(privateKey, 'What it holds is not a private key.')
    // The address isn't under the MAC: a changed one must not make a person sign with another account than shown.
    if (document.address && document.address !== privateKeyToAddress(privateKey)) {
      throw wrongContent(privateKey, 'The key it holds belongs to another address than it says.')
    }
    return privateKey
  } finally {
    derivedKey.fill(0)
  }
}

const wrongContent = (privateKey: Uint8Array, sentence: string) => {
  privateKey.fill(0)
  return new TerminalError('signing/invalid-keystore', `This keystore document can't be used. ${sentence}`)
}
