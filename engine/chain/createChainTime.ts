import { refuse } from './ChainError.ts'
import type { Clock } from './Clock.ts'

const MS_PER_SECOND = 1_000

/** The chain's own time: the clock's, shifted as told; and what was asked of the next block alone. */
export const createChainTime = (clock: Clock) => {
  let offsetMs = 0
  let nextTimestamp: bigint | undefined
  return {
    /** Seconds since 1970 of a block on one with the timestamp `parent`: always later. */
    stampAfter: (parent: bigint): bigint => {
      const now = BigInt(Math.floor((clock.nowMs() + offsetMs) / MS_PER_SECOND))
      const earliest = parent + 1n
      return nextTimestamp ?? (now > earliest ? now : earliest)
    },
    setNext: (timestamp: bigint, parent: bigint): void => {
      if (timestamp <= parent) throw refuse(`timestamp ${timestamp} is not after the head's ${parent}`)
      nextTimestamp = timestamp
    },
    forgetNext: (): void => {
      nextTimestamp = undefined
    },
    setTime: (timestampMs: number): number => {
      offsetMs = timestampMs - clock.nowMs()
      return offsetMs
    },
    offsetMs: (): number => offsetMs,
    setOffset: (ms: number): void => {
      offsetMs = ms
    },
  }
}
