import { TerminalError } from '../../api/errors.ts'
import type { Core } from '../core/core.ts'
import { fillToRequest } from '../core/records.ts'
import type { Clock, SettlementOutcome, Settler } from '../types.ts'

const BATCH_SIZE = 32
const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 15_000

export interface SettlementOptions {
  readonly core: Core
  readonly settler: Settler
  readonly clock: Clock
  /** What matches within this time of a first fill settles with it, in one transaction. */
  readonly gatherMs: number
  /** Journals outcomes; resolves when they are applied. */
  readonly recordOutcomes: (outcomes: readonly SettlementOutcome[]) => Promise<void>
  /** A batch couldn't be settled and will be tried again. */
  readonly onRetry: (error: unknown, retryInMs: number) => void
}

export interface SettlementScheduler {
  /** There may be fills to settle. */
  wake(): void
  /** Resolves when the batch on its way, if any, has come back (or failed). */
  afterCurrentBatch(): Promise<void>
  /** Sends nothing more; resolves when nothing is on its way. */
  close(): Promise<void>
}

/**
 * Settles fills in the order they matched: one batch on its way at a time, tried again with back-off while the chain can't be
 * reached. What waits is the core's list of unsettled fills, so a restart goes on where the journal ends; a fill sent twice
 * settles once, because the trading module refuses a fill id it has seen and the settler reports it as settled.
 */
export const scheduleSettlement = (options: SettlementOptions): SettlementScheduler => {
  const { core, settler, clock, gatherMs, recordOutcomes, onRetry } = options
  let isClosed = false
  let running: Promise<void> | undefined
  let current: Promise<void> = Promise.resolve()
  let stopWaiting: () => void = () => {}

  const settleBatch = async (): Promise<void> => {
    const batch = firstOf(core.unsettled.values(), BATCH_SIZE)
    const outcomes = await settler.settle(batch.map(fillToRequest))
    const ids = new Set(batch.map(({ fillId }) => fillId))
    const known = outcomes.filter(({ fillId }) => ids.has(fillId))
    if (known.length === 0) throw new TerminalError('chain/unavailable', 'The settler said nothing of its fills.')
    await recordOutcomes(known)
  }

  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(delayMs, resolve)
      stopWaiting = () => {
        cancel()
        resolve()
      }
    })

  const run = async (): Promise<void> => {
    let retryInMs = FIRST_RETRY_MS
    if (gatherMs > 0) await wait(gatherMs)
    while (!isClosed && core.unsettled.size > 0) {
      const attempt = settleBatch()
      current = attempt.catch(() => {})
      try {
        await attempt
        retryInMs = FIRST_RETRY_MS
      } catch (error) {
        if (isClosed) return
        onRetry(error, retryInMs)
        await wait(retryInMs)
        retryInMs = Math.min(2 * retryInMs, LONGEST_RETRY_MS)
      }
    }
  }

  const wake = (): void => {
    if (isClosed || running !== undefined || core.unsettled.size === 0) return
    running = run().finally(() => {
      running = undefined
      wake()
    })
  }

  return {
    wake,
    afterCurrentBatch: () => current,
    close: async () => {
      isClosed = true
      stopWaiting()
      await running
    },
  }
}

/** The first `count` values, without walking through all that wait. */
const firstOf = <T>(values: Iterable<T>, count: number): T[] => {
  const first: T[] = []
  for (const value of values) {
    if (first.length === count) break
    first.push(value)
  }
  return first
}
