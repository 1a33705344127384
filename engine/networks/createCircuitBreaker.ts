export type CircuitBreakerOptions = {
  /** So many failures in a row open the circuit. */
  readonly failureThreshold: number
  /** How long it then stays open, in milliseconds. */
  readonly cooldownMs: number
  readonly nowMs: () => number
}

/**
 * Stops asking whoever does not answer. Closed: all may pass. Open, after too many failures in a row: nobody passes for a while.
 * Half-open, after that: one passes, and what becomes of it closes the circuit or opens it again.
 */
export type CircuitBreaker = {
  /** Whether a request may be made now. Each admitted one is followed by `succeed` or `fail`. */
  admit(): boolean
  succeed(): void
  fail(): void
}

export const createCircuitBreaker = ({
  failureThreshold,
  cooldownMs,
  nowMs,
}: CircuitBreakerOptions): CircuitBreaker => {
  let failures = 0
  let openUntilMs = 0
  let isProbing = false
  return {
    admit: () => {
      if (failures < failureThreshold) return true
      if (isProbing || nowMs() < openUntilMs) return false
      isProbing = true
      return true
    },
    succeed: () => {
      failures = 0
      isProbing = false
    },
    fail: () => {
      failures++
      isProbing = false
      if (failures >= failureThreshold) openUntilMs = nowMs() + cooldownMs
    },
  }
}
