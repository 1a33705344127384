import { refuse } from './ChainError.ts'
import type { Clock } from './Clock.ts'
import type { Lock } from './createLock.ts'
import type { BlockRecord } from './store/ChainRecords.ts'
import type { ChainStore } from './store/createChainStore.ts'
import type { NamedSnapshot } from './store/createNamedSnapshots.ts'

/** Far more than anyone can tell apart; each keeps the state of its block. */
const MAX_NAMED_SNAPSHOTS = 1_000

export type SnapshotsOptions = {
  readonly store: Pick<ChainStore, 'namedSnapshots' | 'saveSnapshot' | 'getSnapshot'>
  readonly lock: Lock
  readonly clock: Clock
  readonly time: { offsetMs(): number; setOffset(ms: number): void }
  readonly head: () => BlockRecord
  /** Inside the lock. */
  readonly rollBack: (blockNumber: number, firstSnapshot?: number) => BlockRecord
}

/** Snapshots that stay until they are deleted, or a rollback to before them. */
export type Snapshots = {
  /** Remembers the head and the clock's offset under a name. @throws ChainError when the name is taken. */
  save(name: string): Promise<NamedSnapshot>
  list(): readonly NamedSnapshot[]
  /** Rolls back to it; it stays, later ones go. @throws ChainError when there is none. */
  revertTo(name: string): Promise<BlockRecord>
  /** False when there is none. */
  delete(name: string): Promise<boolean>
}

/** The chain's snapshots: those of `evm_snapshot`, which are used up, and those with names. */
export const createSnapshots = ({ store, lock, clock, time, head, rollBack }: SnapshotsOptions) => {
  const now = () => ({ blockNumber: head().number, clockOffsetMs: Math.round(time.offsetMs()) })

  const named: Snapshots = {
    save: (name) =>
      lock(() => {
        if (store.namedSnapshots.list().length >= MAX_NAMED_SNAPSHOTS) throw refuse('too many snapshots: delete some')
        const snapshot = { name, createdAtMs: clock.nowMs(), ...now() }
        if (!store.namedSnapshots.save(snapshot)) throw refuse(`snapshot "${name}" exists already`)
        return snapshot
      }),
    list: () => store.namedSnapshots.list(),
    revertTo: (name) =>
      lock(() => {
        const snapshot = store.namedSnapshots.get(name)
        if (snapshot === undefined) throw refuse(`snapshot "${name}" does not exist`)
        const block = rollBack(snapshot.blockNumber)
        time.setOffset(snapshot.clockOffsetMs)
        return block
      }),
    delete: (name) => lock(() => store.namedSnapshots.delete(name)),
  }

  return {
    named,
    takeSnapshot: () => lock(() => store.saveSnapshot(now())),
    revertTo: (snapshotId: number) =>
      lock(() => {
        const snapshot = store.getSnapshot(snapshotId)
        if (snapshot === undefined) return false
        rollBack(snapshot.blockNumber, snapshotId)
        time.setOffset(snapshot.clockOffsetMs)
        return true
      }),
  }
}
