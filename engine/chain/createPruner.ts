import { refuse } from './ChainError.ts'
import type { Clock } from './Clock.ts'
import type { ChainStore } from './store/createChainStore.ts'
import type { HistoryOptions } from './store/createRetention.ts'

/** How long the chain's thread is kept at a time, and how long it is left alone in between. */
const SLICE_MS = 10
const PAUSE_MS = 5
/** How much is looked at between two looks at the clock: well under a slice. */
const STEP_NODES = 200
const STEP_ROWS = 100
/** Below this many new nodes a collection is not worth its while. */
const MIN_SAVED_NODES = 20_000

/** What pruning has deleted. */
export type PruneReport = { readonly deletedNodes: number; readonly deletedRows: number }

export type PrunerOptions = {
  readonly store: Pick<ChainStore, 'openPruning'>
  readonly history: HistoryOptions
  /** Whether the store has whole states; a fork's have not, and nothing tells what of them is garbage. */
  readonly hasWholeStates: boolean
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/**
 * Deletes what the chain's history option does not keep, a little at a time beside everything else. A collection of trie nodes begins
 * when half as many have been written as were alive at the last one: so the work is in proportion to what is written, and garbage
 * never exceeds that half for long.
 */
export const createPruner = ({ store, history, hasWholeStates, clock, onError }: PrunerOptions) => {
  const { retention, collector, deleteBodies } = store.openPruning()
  let running: Promise<PruneReport> | undefined
  let isStopped = false

  const pause = (): Promise<void> => new Promise((resolve) => void clock.schedule(resolve, PAUSE_MS))

  /** Calls `step` until it answers that there is no more to do, with pauses. */
  const repeat = async (step: () => boolean): Promise<void> => {
    let startedAtMs = clock.nowMs()
    while (!isStopped && step()) {
      if (clock.nowMs() - startedAtMs < SLICE_MS) continue
      await pause()
      startedAtMs = clock.nowMs()
    }
  }

  const run = async (isCollecting: boolean): Promise<PruneReport> => {
    let deletedRows = 0
    await repeat(() => {
      const rows = deleteBodies(STEP_ROWS)
      deletedRows += rows
      return rows > 0
    })
    if (!isCollecting) return { deletedNodes: 0, deletedRows }
    collector.begin()
    try {
      await repeat(() => collector.step(STEP_NODES))
    } finally {
      if (collector.isRunning()) collector.abort()
    }
    return { deletedNodes: collector.deleted(), deletedRows }
  }

  const start = (isCollecting: boolean): Promise<PruneReport> => {
    running ??= run(isCollecting).finally(() => {
      running = undefined
    })
    return running
  }

  const isDue = (): boolean => retention.get('savedNodes') >= Math.max(MIN_SAVED_NODES, retention.get('liveNodes') / 2)

  return {
    /** After each block. */
    onBlock: (): void => {
      if (history === 'archive' || running !== undefined) return
      const isCollecting = isDue()
      if (isCollecting || history.keepBodies !== undefined) start(isCollecting).catch(onError)
    },
    /** The oldest block with its transactions, receipts and logs. */
    bodiesFrom: (): number => retention.get('bodiesFrom'),
    /** Prunes everything that may be pruned now. */
    prune: async (): Promise<PruneReport> => {
      if (!hasWholeStates) throw refuse('a fork keeps everything')
      await running
      return start(true)
    },
    stop: async (): Promise<void> => {
      isStopped = true
      await running?.catch(() => undefined)
    },
  }
}
