import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret of 256 random bits, as 64 hexadecimal digits. */
export const createSecret = (): string => randomBytes(32).toString('hex')

/**
 * SHA-256 of a secret, as hexadecimal digits: what is stored and looked up. A secret of 256 random bits needs no slow hash, and a
 * look-up by hash tells an attacker who measures time nothing of the secret.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares two secrets in a time that depends on neither's content nor length. */
export const isSameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest())

/**
 * The key that opens the JSON-RPC door alone, for clients that take nothing but a URL. Derived from the desk's token, so it stays
 * the same over restarts and tells nothing of the token.
 */
export const deriveRpcKey = (deskToken: string): string =>
  createHmac('sha256', deskToken).update('quantera json-rpc').digest('hex')
