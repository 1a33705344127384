import { recover } from 'tiny-secp256k1'

const uncompressedPrefixLength = 1

/**
 * Recovers the public key of an ECDSA signature over secp256k1 (SEC 1, 4.1.6) with libsecp256k1 compiled to WebAssembly: several
 * times faster than JavaScript, and recovery is most of what accepting an order or a transaction costs.
 *
 * @param digest 32 bytes
 * @param recovery 0 or 1: the parity of the point that `r` is the x-coordinate of
 * @param r 32 bytes
 * @param s 32 bytes; either half of the curve's order
 * @returns 64 bytes, x and y
 * @throws Error when no key made this signature
 */
export const recoverPublicKey = (digest: Uint8Array, recovery: 0 | 1, r: Uint8Array, s: Uint8Array): Uint8Array => {
  const signature = new Uint8Array(64)
  signature.set(r, 32 - r.length)
  signature.set(s, 64 - s.length)
  const key = recover(digest, signature, recovery, false)
  if (key === null) throw new Error('No public key belongs to this signature.')
  return key.subarray(uncompressedPrefixLength)
}
