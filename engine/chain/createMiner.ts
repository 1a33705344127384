import type { Mining } from './Chain.ts'
import type { Clock } from './Clock.ts'
import type { Lock } from './createLock.ts'

export type MinerOptions<Sealed> = {
  readonly lock: Lock
  readonly clock: Clock
  readonly mining: Mining
  readonly isWorkWaiting: () => boolean
  /** Seals a block; called inside the lock. */
  readonly seal: () => Promise<Sealed>
  readonly onError: (error: unknown) => void
}

/** Decides when a block is sealed. */
export const createMiner = <Sealed>({ lock, clock, isWorkWaiting, seal, onError, mining }: MinerOptions<Sealed>) => {
  let current = mining
  let cancelTimer: (() => void) | undefined
  let waiting: Promise<readonly Sealed[]> | undefined

  const scheduleNext = (): void => {
    cancelTimer?.()
    cancelTimer = undefined
    if (current.mode !== 'interval') return
    cancelTimer = clock.schedule(() => {
      lock(seal)
        .catch(onError)
        .finally(() => {
          if (cancelTimer !== undefined) scheduleNext()
        })
    }, current.intervalMs)
  }

  /** One block takes everything that has arrived by the time its turn comes; what does not fit goes into the blocks after it. */
  const sealWaiting = (): Promise<readonly Sealed[]> => {
    waiting ??= lock(async () => {
      waiting = undefined
      const blocks: Sealed[] = []
      while (isWorkWaiting()) blocks.push(await seal())
      return blocks
    })
    return waiting
  }

  scheduleNext()
  return {
    /** After a transaction came in; resolves, in instant mode, with the blocks that took what could run. */
    onTransaction: async (): Promise<readonly Sealed[]> => (current.mode === 'instant' ? sealWaiting() : []),
    getMining: (): Mining => current,
    setMining: (next: Mining): void => {
      current = next
      scheduleNext()
      if (next.mode === 'instant') sealWaiting().catch(onError)
    },
    stop: (): void => {
      cancelTimer?.()
      cancelTimer = undefined
      current = { mode: 'manual' }
    },
  }
}
