import { pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { scryptAsync as scryptInSlices } from '@noble/hashes/scrypt.js'
import type { KeyDerivation } from './KeystoreDocument.ts'

const scryptAsync: (
  password: Uint8Array,
  salt: Uint8Array,
  keyLength: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer> = promisify(scrypt)
const pbkdf2Async = promisify(pbkdf2)

/**
 * Derives the 32 bytes that encrypt and authenticate a keystore document. The password is its UTF-8 bytes as typed: geth
 * doesn't normalise Unicode, so neither may we, or its documents wouldn't open.
 *
 * Node's own scrypt (RFC 7914) and PBKDF2 (RFC 8018) run on the thread pool and leave the event loop free. A JavaScript scrypt
 * would either block it or, sliced, compete with the doors for it, at about twice the time.
 */
export const deriveKey = async (password: string, derivation: KeyDerivation): Promise<Uint8Array> => {
  const secret = Buffer.from(password, 'utf8')
  try {
    if (derivation.kdf === 'pbkdf2') {
      const { c, dklen, salt } = derivation.kdfparams
      return await pbkdf2Async(secret, salt, c, dklen, 'sha256')
    }
    const { n, r, p, dklen, salt } = derivation.kdfparams
    // RFC 7914 §2 wants N < 2^(128·r/8) and OpenSSL insists; the documents of some wallets, and the format's own example, don't keep
    // to it (r = 1, N = 2^18). For those, JavaScript in slices shorter than a frame.
    if (n >= 2 ** (16 * r)) return await scryptInSlices(secret, salt, { N: n, r, p, dkLen: dklen, asyncTick: 8 })
    // OpenSSL counts 128·r·(N + p + 2) bytes; by default it stops at 32 MiB.
    return await scryptAsync(secret, salt, dklen, { N: n, r, p, maxmem: 128 * r * (n + p + 2) + 1024 })
  } finally {
    secret.fill(0)
  }
}
