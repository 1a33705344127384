const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 30_000

/** How long something must have run for its next failure to count as the first again. */
export const STABLE_AFTER_MS = 30_000

/**
 * The pause before the next try: doubled with each failure in a row (1, 2, …) up to half a minute, and spread by up to a fifth, so
 * that many desks don't come back to one host at the same moment. `random` is from 0 to 1.
 */
export const nextDelayMs = (failures: number, random: number): number => {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1), LONGEST_DELAY_MS)
  return Math.round(delayMs * (0.8 + 0.2 * random))
}
