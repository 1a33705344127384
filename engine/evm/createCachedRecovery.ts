import { ecrecover } from '@ethereumjs/util'

type Recover = typeof ecrecover

/** Enough for a few blocks of settlements; about 300 bytes each. */
const MAX_REMEMBERED = 8_192

const toKey = (bytes: Uint8Array): string => Buffer.prototype.latin1Slice.call(bytes, 0, bytes.length)

/**
 * Public keys from signatures, each recovered once: what is simulated, estimated and then executed holds the same signatures, and
 * a recovery costs more than everything else in a transfer.
 */
export const createCachedRecovery = (recover: Recover = ecrecover): Recover => {
  const known = new Map<string, Uint8Array>()
  return (hash, v, r, s, chainId) => {
    const key = `${toKey(hash)}${v}:${chainId ?? ''}:${r.length}:${toKey(r)}${toKey(s)}`
    const cached = known.get(key)
    if (cached !== undefined) return cached
    const publicKey = recover(hash, v, r, s, chainId)
    known.set(key, publicKey)
    const oldest = known.keys().next().value
    if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest)
    return publicKey
  }
}
