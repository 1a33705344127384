/** A token bucket a key. */
export interface RateLimiter {
  /** Takes `count` (1; at most the burst); answers 0 where they were there, else the milliseconds until they will be. */
  readonly take: (key: string, count?: number) => number
}

/** Units that one call costs: a bucket gains `perSecond` of them a millisecond, so whole rates are counted exactly. */
const UNITS = 1_000

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
      const wanted = Math.min(count, burst) * UNITS
      const now = nowMs()
      const bucket = buckets.get(key) ?? { level: burst * UNITS, atMs: now }
      bucket.level = Math.min(burst * UNITS, bucket.level + Math.max(0, now - bucket.atMs) * perSecond)
      bucket.atMs = now
      buckets.delete(key)
      buckets.set(key, bucket) // last again: the map stays in order of use
      const oldest = buckets.size > most ? buckets.keys().next().value : undefined
      if (oldest !== undefined) buckets.delete(oldest)
      if (bucket.level < wanted) return Math.ceil((wanted - bucket.level) / perSecond)
      bucket.level -= wanted
      return 0
    },
  }
}
