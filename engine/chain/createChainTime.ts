import { z } from 'zod'
import { refuse } from './ChainError.ts'
import type { Clock } from './Clock.ts'
import type { Genesis } from './Genesis.ts'

const MS_PER_SECOND = 1_000
const TIME_KEY = 'time'

const SavedTime = z.object({ offsetMs: z.number(), nextTimestamp: z.string().optional() })

/** Where the chain keeps its time: those who only read the chain's file, and the chain itself after a restart, know it from there. */
type TimeStore = { readMeta(key: string): string | undefined; writeMeta(key: string, value: string): void }

type ChainTime = { readonly offsetMs: number; readonly nextTimestamp: bigint | undefined }

const readTime = (store: Pick<TimeStore, 'readMeta'>): ChainTime => {
  const text = store.readMeta(TIME_KEY)
  if (text === undefined) return { offsetMs: 0, nextTimestamp: undefined }
  const { offsetMs, nextTimestamp } = SavedTime.parse(JSON.parse(text))
  return { offsetMs, nextTimestamp: nextTimestamp === undefined ? undefined : BigInt(nextTimestamp) }
}

const stamp = (
  { offsetMs, nextTimestamp }: ChainTime,
  { consensus }: Pick<Genesis, 'consensus'>,
  nowMs: number,
  parent: bigint,
): bigint => {
  if (nextTimestamp !== undefined && nextTimestamp > parent) return nextTimestamp
  if (consensus?.secondsPerBlock !== undefined) {
    return parent + (consensus.secondsPerBlock > 0n ? consensus.secondsPerBlock : 1n)
  }
  const now = BigInt(Math.floor((nowMs + offsetMs) / MS_PER_SECOND))
  const earliest = parent + 1n
  return now > earliest ? now : earliest
}

/** Seconds since 1970 of a block on one with the timestamp `parent`, by the time that the chain of a file has saved there. */
export const readStampAfter = (
  store: Pick<TimeStore, 'readMeta'>,
  genesis: Pick<Genesis, 'consensus'>,
  nowMs: number,
  parent: bigint,
): bigint => stamp(readTime(store), genesis, nowMs, parent)

/** The chain's own time: the clock's, shifted as told, or steps of one length; and what was asked of the next block alone. */
export const createChainTime = (clock: Clock, store: TimeStore, genesis: Pick<Genesis, 'consensus'>) => {
  let time = readTime(store)
  const save = (change: Partial<ChainTime>): void => {
    time = { ...time, ...change }
    const nextTimestamp = time.nextTimestamp?.toString()
    store.writeMeta(TIME_KEY, JSON.stringify({ offsetMs: time.offsetMs, nextTimestamp }))
  }
  return {
    /** Seconds since 1970 of a block on one with the timestamp `parent`: always later. */
    stampAfter: (parent: bigint): bigint => stamp(time, genesis, clock.nowMs(), parent),
    setNext: (timestamp: bigint, parent: bigint): void => {
      if (timestamp <= parent) throw refuse(`timestamp ${timestamp} is not after the head's ${parent}`)
      save({ nextTimestamp: timestamp })
    },
    forgetNext: (): void => {
      if (time.nextTimestamp !== undefined) save({ nextTimestamp: undefined })
    },
    setTime: (timestampMs: number): number => {
      save({ offsetMs: timestampMs - clock.nowMs() })
      return time.offsetMs
    },
    offsetMs: (): number => time.offsetMs,
    setOffset: (offsetMs: number): void => {
      if (offsetMs !== time.offsetMs) save({ offsetMs })
    },
  }
}
