import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { NetworkId } from './networks.ts'
import { codes, procedure } from './procedure.ts'
import { Bytes32, Count, TimeMs } from './schemas.ts'

const OfNetwork = z.object({ network: NetworkId.default('practice') })

const SnapshotName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}]+$/u, 'has control characters')
const OneSnapshot = OfNetwork.extend({ name: SnapshotName })

/** A block that a chain can go back to, again and again. */
export const ChainSnapshot = z.object({ name: z.string(), blockNumber: Count, createdAtMs: TimeMs })
export type ChainSnapshot = z.infer<typeof ChainSnapshot>

const Head = z.object({ blockNumber: Count, blockHash: Bytes32 })

/** A chain file in the desk's folder `exports`, by its name without the ending. */
const ChainFileName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'must be small letters, digits, - and _')

/** How far an export is; with `file` it is complete. */
export const ExportEvent = z.object({
  blocks: Count,
  totalBlocks: Count,
  file: z.object({ path: z.string(), chainId: Count, headHash: Bytes32 }).optional(),
})
export type ExportEvent = z.infer<typeof ExportEvent>

const refusals = codes('network/not-found', 'chain/unavailable', 'chain/rejected')
const administers = procedure.meta({ role: 'admin', kind: 'command' }).errors(refusals)

/** A chain as a whole: going back, and taking it elsewhere. */
export const chain = {
  listSnapshots: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/chain/snapshots', summary: 'The named snapshots of a chain' })
    .input(OfNetwork)
    .errors(refusals)
    .output(z.array(ChainSnapshot)),

  saveSnapshot: administers
    .route({ method: 'POST', path: '/chain/snapshots', summary: 'Remember the newest block under a name' })
    .input(OneSnapshot)
    .errors(codes('chain/snapshot-exists'))
    .output(ChainSnapshot),

  deleteSnapshot: administers
    .route({ method: 'DELETE', path: '/chain/snapshots/{name}', summary: 'Forget a snapshot; no block is removed' })
    .input(OneSnapshot)
    .errors(codes('chain/snapshot-not-found'))
    .output(z.object({ deleted: z.literal(true) })),

  revertToSnapshot: administers
    .route({
      method: 'POST',
      path: '/chain/snapshots/revert',
      summary: 'Remove the blocks after a snapshot; refused where a market stands on them',
    })
    .input(OneSnapshot)
    .errors(codes('chain/in-use', 'chain/snapshot-not-found'))
    .output(Head),

  rollback: administers
    .route({
      method: 'POST',
      path: '/chain/rollback',
      summary: 'Remove the blocks after one; refused where a market stands on them',
    })
    .input(OfNetwork.extend({ blockNumber: Count }))
    .errors(codes('chain/in-use'))
    .output(Head),

  exportChain: procedure
    .meta({ role: 'admin', kind: 'stream' })
    .route({
      method: 'POST',
      path: '/chain/export/stream',
      summary: 'Write a whole chain into one file of the desk’s folder; cancelled when the caller goes away',
    })
    .input(OfNetwork.extend({ name: ChainFileName }))
    .errors(codes('network/not-found', 'chain/not-exportable', 'chain/pruned', 'chain/cancelled', 'store/busy'))
    .output(eventIterator(ExportEvent)),
}
