/** A token bucket a key. */
export interface RateLimiter {
  /** Takes `count` (1; at most the burst); answers 0 where they were there, else the milliseconds until they will be. */
  readonly take: (key: string, count?: number) => number
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
    take: (key, count = 1) => {
      const wanted = Math.min(count, burst)
      const now = nowMs()
      const bucket = buckets.get(key) ?? { level: burst, atMs: now }
      bucket.level = Math.min(burst, bucket.level + (Math.max(0, now - bucket.atMs) / 1_000) * perSecond)
      bucket.atMs = now
      buckets.delete(key)
      buckets.set(key, bucket) // last again: the map stays in order of use
      const oldest = buckets.size > most ? buckets.keys().next().value : undefined
      if (oldest !== undefined) buckets.delete(oldest)
      if (bucket.level < wanted) return Math.ceil(((wanted - bucket.level) / perSecond) * 1_000)
      bucket.level -= wanted
      return 0
    },
  }
}
