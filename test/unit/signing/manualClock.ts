import type { SigningClock } from '../../../main/signing/SigningClock.ts'

/** A clock that moves when told, firing what is due. */
export const createManualClock = () => {
  let nowMs = Date.UTC(2026, 0, 2)
  const timers = new Map<symbol, { readonly atMs: number; readonly callback: () => void }>()
  const clock: SigningClock = {
    nowMs: () => nowMs,
    setTimer: (callback, delayMs) => {
      const id = Symbol()
      timers.set(id, { atMs: nowMs + delayMs, callback })
      return () => timers.delete(id)
    },
  }
  return {
    clock,
    pending: () => timers.size,
    advance: (byMs: number) => {
      nowMs += byMs
      for (const [id, { atMs, callback }] of timers) {
        if (atMs > nowMs) continue
        timers.delete(id)
        callback()
      }
    },
    /** Time passes and no timer fires, as when the machine sleeps. */
    sleep: (byMs: number) => {
      nowMs += byMs
    },
  }
}
