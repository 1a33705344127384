const firstDelayMs = 250
const longestDelayMs = 10_000

/**
 * How long to wait before attempt `attempt` (0 for the first after a loss): doubling from 250 ms to 10 s, with "equal jitter"
 * (half fixed, half random) so that many windows don't return in step. `random` is in [0, 1).
 */
export function computeBackoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 16))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
