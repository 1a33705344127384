import type { ecrecover } from '@ethereumjs/util'
import { recoverPublicKey } from './recoverPublicKey.ts'

type Recover = typeof ecrecover

/** Parity from an ECDSA `v`: 0 and 1 as they are, 27 and 28, and EIP-155's with a chain id. */
const toParity = (v: bigint, chainId: bigint | undefined): 0 | 1 => {
  if (v === 0n || v === 1n) return v === 1n ? 1 : 0
  const parity = chainId === undefined ? v - 27n : v - (chainId * 2n + 35n)
  if (parity !== 0n && parity !== 1n) throw new Error('Invalid signature v value')
  return parity === 1n ? 1 : 0
}

const recoverWithWasm: Recover = (hash, v, r, s, chainId) => recoverPublicKey(hash, toParity(v, chainId), r, s)

/** Enough for a few blocks of settlements; about 300 bytes each. */
const MAX_REMEMBERED = 8_192

const toKey = (bytes: Uint8Array): string => Buffer.prototype.latin1Slice.call(bytes, 0, bytes.length)

/**
 * Public keys from signatures, each recovered once: what is simulated, estimated and then executed holds the same signatures, and
 * a recovery costs more than everything else in a transfer.
 */
export const createCachedRecovery = (recover: Recover = recoverWithWasm): Recover => {
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
