import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Address, bytesToHex, type Hex, hashTypedData, hexToBytes } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import type { TypedDataPayload } from './Signer.ts'

/** Whether `bytes` is a secp256k1 private key: 32 bytes, a number from 1 to n-1. */
export const isPrivateKey = (bytes: Uint8Array): boolean => secp256k1.utils.isValidSecretKey(bytes)

/** A new private key from the system's random generator. */
export const createPrivateKey = (): Uint8Array => secp256k1.utils.randomSecretKey()

/** The address of a private key, with its EIP-55 checksum. */
export const privateKeyToAddress = (privateKey: Uint8Array): Address =>
  publicKeyToAddress(bytesToHex(secp256k1.getPublicKey(privateKey, false)))

/**
 * Signs the EIP-712 hash of `payload`, deterministically (RFC 6979) and with low `s` (EIP-2): `r ‖ s ‖ v`, `v` 27 or 28.
 * The key stays in its byte array: viem's accounts would copy it into a string, which can't be zeroed.
 */
export const signTypedDataWithKey = (privateKey: Uint8Array, payload: TypedDataPayload): Hex => {
  const signature = secp256k1.sign(hexToBytes(hashTypedData(payload)), privateKey, {
    prehash: false,
    lowS: true,
    format: 'recovered',
  })
  const [recovery = 0, ...rs] = signature
  return bytesToHex(Uint8Array.from([...rs, recovery + 27]))
}
