/** A token bucket a key. */
export interface RateLimiter {
  /** Takes one; answers 0 where it was there, else the milliseconds until one will be. */
  readonly take: (key: string) => number
}

/**
 * Token buckets that hold `burst` and gain `perSecond`. Of more than `most` keys the one longest unused is forgotten (its bucket
 * is then full again), so memory is bounded whoever calls.
 */
export const createRateLimiter = (options: {
  readonly burst: number
  readonly perSecond: number
  readonly nowMs: () => number
  readonly most?: number
}): RateLimiter => {
  const { burst, perSecond, nowMs, most = 10_000 } = options
  const buckets = new Map<string, { level: number; atMs: number }>()
  return {
    take: (key) => {
      const now = nowMs()
      const bucket = buckets.get(key) ?? { level: burst, atMs: now }
      bucket.level = Math.min(burst, bucket.level + (Math.max(0, now - bucket.atMs) / 1_000) * perSecond)
      bucket.atMs = now
      buckets.delete(key)
      buckets.set(key, bucket) // last again: the map stays in order of use
      const oldest = buckets.size > most ? buckets.keys().next().value : undefined
      if (oldest !== undefined) buckets.delete(oldest)
      if (bucket.level < 1) return Math.ceil(((1 - bucket.level) / perSecond) * 1_000)
      bucket.level -= 1
      return 0
    },
  }
}
