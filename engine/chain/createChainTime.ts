import { z } from 'zod'
import { refuse } from './ChainError.ts'
import type { Clock } from './Clock.ts'
import type { Genesis } from './Genesis.ts'

const MS_PER_SECOND = 1_000
const TIME_KEY = 'time'

const SavedTime = z.object({
  offsetMs: z.number(),
  nextTimestamp: z.string().optional(),
  secondsPerBlock: z.number().optional(),
})

/** Where the chain keeps its time: those who only read the chain's file, and the chain itself after a restart, know it from there. */
type TimeStore = { readMeta(key: string): string | undefined; writeMeta(key: string, value: string): void }

type ChainTime = {
  readonly offsetMs: number
  readonly nextTimestamp: bigint | undefined
  /** In place of the genesis's. */
  readonly secondsPerBlock: number | undefined
}

const START: ChainTime = { offsetMs: 0, nextTimestamp: undefined, secondsPerBlock: undefined }

const readTime = (store: Pick<TimeStore, 'readMeta'>): ChainTime => {
  const text = store.readMeta(TIME_KEY)
  if (text === undefined) return START
  const { offsetMs, nextTimestamp, secondsPerBlock } = SavedTime.parse(JSON.parse(text))
  return {
    offsetMs,
    nextTimestamp: nextTimestamp === undefined ? undefined : BigInt(nextTimestamp),
    secondsPerBlock,
  }
}

const stamp = (
  { offsetMs, nextTimestamp, secondsPerBlock }: ChainTime,
  { consensus }: Pick<Genesis, 'consensus'>,
  nowMs: number,
  parent: bigint,
): bigint => {
  if (nextTimestamp !== undefined && nextTimestamp > parent) return nextTimestamp
  const step = secondsPerBlock === undefined ? consensus?.secondsPerBlock : BigInt(secondsPerBlock)
  if (step !== undefined) return parent + (step > 0n ? step : 1n)
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

/** How far the chain's clock is ahead of the real one, in milliseconds, by what the chain of a file has saved there. */
export const readClockOffset = (store: Pick<TimeStore, 'readMeta'>): number => readTime(store).offsetMs

/** The chain's own time: the clock's, shifted as told, or steps of one length; and what was asked of the next block alone. */
export const createChainTime = (clock: Clock, store: TimeStore, genesis: Pick<Genesis, 'consensus'>) => {
  let time = readTime(store)
  const save = (change: Partial<ChainTime>): void => {
    time = { ...time, ...change }
    const nextTimestamp = time.nextTimestamp?.toString()
    store.writeMeta(TIME_KEY, JSON.stringify({ ...time, nextTimestamp }))
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
    /** Every block so many seconds after its parent; `undefined`: as the genesis has it. */
    setSecondsPerBlock: (secondsPerBlock: number | undefined): void => save({ secondsPerBlock }),
    /** As it was when the chain began. */
    reset: (): void => save(START),
    offsetMs: (): number => time.offsetMs,
    setOffset: (offsetMs: number): void => {
      if (offsetMs !== time.offsetMs) save({ offsetMs })
    },
  }
}
