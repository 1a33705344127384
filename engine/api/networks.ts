import { z } from 'zod'
import { codes, procedure } from './procedure.ts'
import { Bytes32, Count, TimeMs } from './schemas.ts'

/** The id of a network of this desk: `practice`, or a fork's. */
export const NetworkId = z
  .string()
  .max(48)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters and digits, joined by hyphens')

/** A chain that begins with a block of another one, which it reads from RPC endpoints as far as it needs it. */
export const Fork = z.object({
  /** The endpoints by host alone: their URLs may hold keys, and never leave the desk. */
  hosts: z.array(z.string()),
  upstreamChainId: Count,
  blockNumber: Count,
  blockHash: Bytes32,
  /** `proofs`: every account and slot is proven against the block's state root. `quorum`: so many endpoints said the same. */
  verification: z.enum(['proofs', 'quorum']),
  quorum: Count,
  hardfork: z.enum(['prague', 'osaka']),
  /** Asks nobody: what was never fetched is an error that names it. */
  isOffline: z.boolean(),
  /** Whether its chain runs now; any use opens it. */
  isOpen: z.boolean(),
  createdAtMs: TimeMs,
})

/** A chain that the desk's tools can work on. */
export const NetworkDetails = z.object({
  id: NetworkId,
  name: z.string(),
  chainId: Count,
  fork: Fork.optional(),
})
export type NetworkDetails = z.infer<typeof NetworkDetails>

const endpointErrors = codes(
  'network/invalid-url',
  'network/unreachable',
  'network/refused',
  'network/invalid-answer',
  'network/proof-invalid',
  'network/disagreement',
  'network/wrong-chain',
  'network/block-not-found',
  'network/too-many',
  'store/busy',
)
const OneFork = z.object({ id: NetworkId })
const ofFork = procedure.meta({ role: 'admin', kind: 'command' }).errors(codes('network/not-found'))

export const networks = {
  listNetworks: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/networks', summary: 'The practice chain, and the forks of this desk' })
    .output(z.array(NetworkDetails)),

  forkNetwork: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({ method: 'POST', path: '/networks/forks', summary: 'Begin a chain with a block of another one' })
    .input(
      z.object({
        name: z.string().trim().min(1).max(60),
        /** RPC endpoints of one chain: http or https, with a key or password where they want one. */
        urls: z.array(z.string().min(1).max(2_000)).min(1).max(8),
        blockNumber: z.union([z.literal('latest'), Count]).default('latest'),
        /** How many endpoints have to say the same where nothing proves it. Default: more than half of them. */
        quorum: Count.min(1).max(8).optional(),
        /** `auto`: proofs where an endpoint gives them for the block, else a quorum. Where proofs are wrong (anvil's first block), ask for `quorum`. */
        verification: z.enum(['auto', 'proofs', 'quorum']).default('auto'),
        hardfork: z.enum(['prague', 'osaka']).default('prague'),
        /** Default: the other chain's. */
        chainId: Count.min(1).optional(),
      }),
    )
    .errors(endpointErrors)
    .output(NetworkDetails),

  openFork: ofFork
    .route({ method: 'POST', path: '/networks/forks/{id}/open', summary: 'Start a fork’s chain; any use does so too' })
    .input(OneFork)
    .errors(codes('store/corrupt', 'store/busy', 'store/newer-schema'))
    .output(NetworkDetails),

  closeFork: ofFork
    .route({ method: 'POST', path: '/networks/forks/{id}/close', summary: 'Stop a fork’s chain; its blocks stay' })
    .input(OneFork)
    .output(NetworkDetails),

  setForkOffline: ofFork
    .route({
      method: 'PUT',
      path: '/networks/forks/{id}/offline',
      summary: 'Unplug a fork from its endpoints, or plug it in again; its chain is restarted',
    })
    .input(OneFork.extend({ isOffline: z.boolean() }))
    .output(NetworkDetails),

  removeFork: ofFork
    .route({
      method: 'DELETE',
      path: '/networks/forks/{id}',
      summary: 'Delete a fork with its blocks and its endpoints; what was fetched of the other chain stays cached',
    })
    .input(OneFork)
    .output(z.object({ removed: z.literal(true) })),
}
