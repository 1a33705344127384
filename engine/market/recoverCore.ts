import { TerminalError } from '../api/errors.ts'
import { applyCommand } from './core/applyCommand.ts'
import { type Core, type CoreChanges, createCore, evictOrder, takeChanges } from './core/core.ts'
import { exportCore, importCore } from './core/coreSnapshot.ts'
import { fillToRecord, orderToRecord } from './core/records.ts'
import type { Journal } from './journal/openJournal.ts'
import type { SnapshotStore } from './journal/snapshotStore.ts'
import type { ChangedRecords, Projection } from './projection/createProjection.ts'

/** Commands replayed between two writes of the projections. */
const REPLAY_BATCH = 2_000

export interface RecoveryOptions {
  readonly journal: Journal
  readonly snapshots: SnapshotStore
  readonly projection: Projection
  readonly maxOpenOrders: number
}

/**
 * Rebuilds the core from the newest snapshot and the journal after it, and projects what the projections lack.
 *
 * @throws TerminalError `store/corrupt` where the journal, the snapshot or the projections contradict each other
 */
export const recoverCore = ({ journal, snapshots, projection, maxOpenOrders }: RecoveryOptions): Core => {
  const saved = snapshots.load()
  const sequence = saved?.state.sequence ?? 0
  const checksum = saved?.journalChecksum ?? 0
  if (Math.max(sequence, projection.sequence) > journal.lastSequence || journal.checksumAt(sequence) !== checksum) {
    throw new TerminalError('store/corrupt', 'The market’s journal lacks entries that its snapshot has seen.', {
      lastSequence: journal.lastSequence,
      snapshotSequence: sequence,
      projectedSequence: projection.sequence,
    })
  }
  const core = saved === undefined ? createCore({ maxOpenOrders }) : importCore(saved.state, { maxOpenOrders })
  let read = { sequence, checksum }
  for (const entry of journal.readAfter(read)) {
    applyCommand(core, entry.command, entry.sequence)
    read = entry
    // Up to the watermark the projections have it all.
    if (entry.sequence <= projection.sequence) forget(core, takeChanges(core))
    else if (entry.sequence % REPLAY_BATCH === 0) projectChanges(core, projection)
  }
  if (core.sequence > projection.sequence) projectChanges(core, projection)
  if (core.sequence - sequence > REPLAY_BATCH) {
    const save = { state: exportCore(core), journalChecksum: read.checksum }
    projection.project({ orders: [], fills: [] }, core.sequence, save)
  }
  return core
}

const projectChanges = (core: Core, projection: Projection): void => {
  const changes = takeChanges(core)
  projection.project(changesToRecords(changes), core.sequence)
  forget(core, changes)
}

/** Changed orders and fills as the contract shows them, fills in their order. */
export const changesToRecords = ({ orders, fills }: CoreChanges): ChangedRecords => ({
  orders: [...orders].map(orderToRecord),
  fills: [...fills].map(fillToRecord).sort((a, b) => a.sequence - b.sequence),
})

/** Lets the core forget orders that are final and projected. */
export const forget = (core: Core, { orders, fills }: CoreChanges): void => {
  for (const order of orders) evictOrder(core, order)
  for (const { maker, taker } of fills) {
    evictOrder(core, maker)
    evictOrder(core, taker)
  }
}
