import { createHash } from 'node:crypto'
import type { ImmutableRange } from '../ContractArtifact.ts'

/** SHA-256 of deployed code with its immutables set to zero: the same for every deployment of a contract. */
export const hashMaskedCode = (code: Uint8Array, ranges: readonly ImmutableRange[]): Buffer => {
  const masked = Buffer.from(code) // a copy
  for (const { start, length } of ranges) masked.fill(0, start, start + length)
  return createHash('sha256').update(masked).digest()
}

/**
 * SHA-256 of the first bytes of `code`, for each of `sizes` (ascending): one pass over the code, however many sizes there are.
 */
export const hashPrefixes = function* (
  code: Uint8Array,
  sizes: Iterable<number>,
): Generator<{ readonly size: number; readonly hash: Buffer }> {
  const hash = createHash('sha256')
  let hashed = 0
  for (const size of sizes) {
    hash.update(code.subarray(hashed, size))
    hashed = size
    yield { size, hash: hash.copy().digest() }
  }
}
