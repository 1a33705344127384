import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { codes, procedure } from './procedure.ts'
import { Address, Count, TimeMs } from './schemas.ts'

/** Where the desk stands, for the status bar and for scripts that wait until it is ready. */
export const SystemStatus = z.object({
  version: z.string(),
  /** `starting` while the practice desk makes its history; `failed` with a reason. */
  phase: z.enum(['starting', 'ready', 'failed']),
  progress: z.object({ done: Count, total: Count, message: z.string() }).optional(),
  failure: z.string().optional(),
  network: z.object({ id: z.string(), name: z.string(), chainId: Count }),
  block: z.object({ number: Count, timestampS: Count }).optional(),
  /** Fills matched and not settled yet. */
  unsettledFills: Count,
  nowMs: TimeMs,
})
export type SystemStatus = z.infer<typeof SystemStatus>

/** A contract of the network's address book, with its source where it was compiled here. */
export const ContractEntry = z.object({
  name: z.string(),
  address: Address,
  sourcePath: z.string().optional(),
})
export type ContractEntry = z.infer<typeof ContractEntry>

export const system = {
  status: procedure
    .meta({ role: 'viewer', kind: 'query', whileStarting: true })
    .route({ method: 'GET', path: '/system/status', summary: 'Where the desk stands' })
    .output(SystemStatus),

  watchStatus: procedure
    .meta({ role: 'viewer', kind: 'stream', whileStarting: true })
    .route({ method: 'GET', path: '/system/status/stream', summary: 'The status, again with every change' })
    .output(eventIterator(SystemStatus)),

  listContracts: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/system/contracts', summary: 'The address book of the network' })
    .output(z.array(ContractEntry)),

  readSource: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/system/contracts/source', summary: 'The Solidity source of a contract' })
    .input(z.object({ path: z.string().max(200) }))
    .errors(codes('system/source-not-found'))
    .output(z.object({ path: z.string(), text: z.string() })),
}
