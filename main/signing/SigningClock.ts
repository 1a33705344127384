/** Time as the signing room sees it; injected, so that locks and expiries can be tested and replayed. */
export interface SigningClock {
  /** Unix milliseconds. */
  nowMs(): number
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  setTimer(callback: () => void, delayMs: number): () => void
}

/** The machine's clock. Its timers don't keep a process alive. */
export const systemSigningClock: SigningClock = {
  nowMs: () => Date.now(),
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
